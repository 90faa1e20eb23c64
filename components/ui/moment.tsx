import { absolute, age, duration } from '../../lib/domain/format.ts';
import { useNow, useClockText } from './clock.ts';

interface AgeProps {
  readonly at: string;
  /** In a sentence: `3h ago`. */
  readonly ago?: boolean;
}

/** How long ago; the absolute time on hover. */
export function Age({ at, ago = false }: AgeProps) {
  const label = useClockText((now) => {
    const text = age(now - Date.parse(at));
    if (!ago) return text;
    return text === 'now' ? 'just now' : `${text} ago`;
  });
  return (
    // The server does not know the time zone.
    <time
      dateTime={at}
      title={absolute(at)}
      className="whitespace-nowrap tabular-nums"
      suppressHydrationWarning
    >
      {label}
    </time>
  );
}

/** How long it took, or is taking. */
export function Elapsed({ from, to }: { readonly from: string; readonly to: string | null }) {
  const now = useNow(to === null);
  return (
    <span className="whitespace-nowrap tabular-nums" title={`since ${absolute(from)}`}>
      {duration((to === null ? now : Date.parse(to)) - Date.parse(from))}
    </span>
  );
}
