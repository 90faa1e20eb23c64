import type { ReactNode } from 'react';

/** A page's title, its primary action and what it shows. */
export function Page({
  title,
  aside,
  action,
  fills = false,
  children,
}: {
  readonly title: string;
  readonly aside?: ReactNode;
  readonly action?: ReactNode;
  /** Exactly as high as the available space: its content scrolls. */
  readonly fills?: boolean;
  readonly children: ReactNode;
}) {
  return (
    <div className={`flex flex-col ${fills ? 'h-full' : 'min-h-full'}`}>
      <header className="flex min-h-13 flex-wrap items-center gap-x-3 gap-y-2 border-b border-line bg-panel px-4 py-2">
        <h1 className="text-lg font-semibold">{title}</h1>
        <div className="min-w-0 text-ink-3">{aside}</div>
        <div className="ml-auto flex items-center gap-2">{action}</div>
      </header>
      {children}
    </div>
  );
}

export function Card({ title, children }: { readonly title: ReactNode; readonly children: ReactNode }) {
  return (
    <section className="rounded-lg border border-line bg-panel">
      <h2 className="border-b border-line px-4 py-2 text-sm font-semibold">{title}</h2>
      <div className="p-4">{children}</div>
    </section>
  );
}

/** Names and values, one a line. */
export function Facts({ facts }: { readonly facts: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className="grid grid-cols-[minmax(7rem,max-content)_minmax(0,1fr)] gap-x-5 gap-y-1.5">
      {facts.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-ink-3">{name}</dt>
          <dd className="min-w-0 break-words">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Something wide that is pushed sideways on a narrow screen, by keys too. */
export const ScrollX = ({ label, children }: { readonly label: string; readonly children: ReactNode }) => (
  <div role="region" aria-label={label} tabIndex={0} className="overflow-x-auto outline-offset-[-2px]">
    {children}
  </div>
);
