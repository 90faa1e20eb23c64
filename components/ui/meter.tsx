import { classes } from './classes.ts';

interface MeterProps {
  readonly label: string;
  readonly used: number;
  readonly total: number;
  /** The amounts in words. */
  readonly text: string;
}

/** A share of something limited; amber above 80 %, red above 95 %. */
export function Meter({ label, used, total, text }: MeterProps) {
  const share = total > 0 ? Math.min(1, used / total) : 0;
  return (
    <div className="min-w-0">
      <div className="mb-1 flex justify-between gap-3 text-xs">
        <span className="text-ink-2">{label}</span>
        <span className="truncate">{text}</span>
      </div>
      <div
        role="meter"
        aria-label={label}
        aria-valuenow={Math.round(share * 100)}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuetext={text}
        className="h-1.5 overflow-hidden rounded-full bg-line"
      >
        <div
          className={classes(
            'h-full rounded-full transition-[width] duration-150',
            share > 0.95 ? 'bg-bad' : share > 0.8 ? 'bg-warn' : 'bg-bar',
          )}
          style={{ width: `${share * 100}%` }}
        />
      </div>
    </div>
  );
}
