'use client';
import type { ReactNode } from 'react';
import Clock from 'lucide-react/icons/clock';
import Eye from 'lucide-react/icons/eye';
import Unplug from 'lucide-react/icons/unplug';
import type { SharedView } from '../../lib/contract/share.ts';
import { absolute, duration } from '../../lib/domain/format.ts';
import { useLiveState } from '../data/hooks.ts';
import { ThemeSwitch } from '../shell/theme-switch.tsx';
import { useClockText } from '../ui/clock.ts';
import { Emblem } from '../ui/emblem.tsx';

/** Around everything that a link shows: what it is, that it is for looking only, and until when. */
export function SharedFrame({
  share,
  children,
}: {
  readonly share: SharedView;
  readonly children: ReactNode;
}) {
  return (
    <div className="flex h-dvh min-h-0 flex-col">
      <header className="flex min-h-11 shrink-0 flex-wrap items-center gap-x-4 gap-y-0.5 border-b border-line bg-panel px-4 py-1.5">
        <span className="flex min-w-0 items-center gap-2.5">
          <Emblem size={22} />
          <span className="truncate font-semibold" title={share.title}>
            {share.title}
          </span>
        </span>
        <span className="flex items-center gap-1.5 text-xs whitespace-nowrap text-ink-2">
          <Eye aria-hidden size={14} /> View only
        </span>
        <Lost />
        <span className="ml-auto flex items-center gap-2">
          <Until end={share.expiresAt} />
          <ThemeSwitch />
        </span>
      </header>
      <main className="flex min-h-0 flex-1 flex-col overflow-y-auto">{children}</main>
    </div>
  );
}

const SOON_MS = 10 * 60_000;
const DAY_MS = 86_400_000;

/** In hours and days, minutes only of the last day. */
function left(end: string, now: number): string {
  const rest = Math.max(0, Date.parse(end) - now);
  if (rest > 2 * DAY_MS) return `${Math.floor(rest / DAY_MS)} days`;
  return duration(rest < 60_000 ? rest : Math.floor(rest / 60_000) * 60_000);
}

function Until({ end }: { readonly end: string }) {
  const text = useClockText((now) => left(end, now));
  const isSoon = useClockText((now) => (Date.parse(end) - now < SOON_MS ? 'soon' : '')) !== '';
  return (
    <span
      title={`Until ${absolute(end)}`}
      className={`flex items-center gap-1.5 text-xs whitespace-nowrap tabular-nums ${isSoon ? 'text-warn' : 'text-ink-2'}`}
    >
      <Clock aria-hidden size={14} /> {text === '' ? '' : `ends in ${text}`}
    </span>
  );
}

function Lost() {
  const isLost = useLiveState() === 'lost';
  return (
    <span role="status" className="text-xs text-warn">
      {isLost && (
        <span className="flex items-center gap-1.5">
          <Unplug aria-hidden size={14} /> Connection lost. Reconnecting …
        </span>
      )}
    </span>
  );
}

interface AloneProps {
  readonly title: string;
  readonly isBusy?: boolean;
  readonly children?: ReactNode;
}

/** A page with one thing to say. */
export const Alone = ({ title, isBusy = false, children }: AloneProps) => (
  <main aria-busy={isBusy} className="flex min-h-dvh items-center justify-center p-4">
    <div className="flex w-full max-w-sm flex-col items-center gap-2 text-center text-ink-2">
      <Emblem size={36} />
      <h1 className="text-lg font-semibold text-ink">{title}</h1>
      {children}
    </div>
  </main>
);
