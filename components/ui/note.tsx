import { classes } from './style.ts';
import type { ReactNode } from 'react';
import CircleAlert from 'lucide-react/icons/circle-alert';
import CircleCheck from 'lucide-react/icons/circle-check';
import Info from 'lucide-react/icons/info';
import TriangleAlert from 'lucide-react/icons/triangle-alert';

const TONES = {
  good: { box: 'border-good/40 bg-good-soft', mark: <CircleCheck size={16} className="text-good" /> },
  warn: { box: 'border-warn/40 bg-warn-soft', mark: <TriangleAlert size={16} className="text-warn" /> },
  bad: { box: 'border-bad/40 bg-bad-soft', mark: <CircleAlert size={16} className="text-bad" /> },
  plain: { box: 'border-line bg-sunken', mark: <Info size={16} className="text-ink-3" /> },
} as const;

export type Tone = keyof typeof TONES;

/** A statement in a box: what happened, and what to do next. */
export function Note({
  tone = 'plain',
  title,
  children,
  alert = false,
}: {
  readonly tone?: Tone;
  readonly title: ReactNode;
  readonly children?: ReactNode;
  /** Read aloud as soon as it is there. */
  readonly alert?: boolean;
}) {
  return (
    <div
      role={alert ? 'alert' : undefined}
      className={classes('flex gap-2.5 rounded-md border px-3 py-2', TONES[tone].box)}
    >
      <span className="mt-0.5 shrink-0">{TONES[tone].mark}</span>
      <div className="min-w-0">
        <p className="font-medium text-ink">{title}</p>
        {children !== undefined && <div className="text-ink-2">{children}</div>}
      </div>
    </div>
  );
}
