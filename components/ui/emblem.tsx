/** The product's mark: a node and its serial line. */
export const Emblem = ({ size = 20 }: { readonly size?: number }) => (
  <svg aria-hidden width={size} height={size} viewBox="0 0 20 20" fill="none" className="text-accent">
    <rect x="1.5" y="3.5" width="17" height="13" rx="3" stroke="currentColor" strokeWidth="1.5" />
    <path
      d="M5 8.2 7.4 10 5 11.8"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
    />
    <path d="M9.5 12h5" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" />
  </svg>
);
