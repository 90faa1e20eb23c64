import { Label } from 'react-aria-components/Label';
import { Meter as AriaMeter } from 'react-aria-components/Meter';
import { classes } from './style.ts';

interface MeterProps {
  readonly label: string;
  readonly used: number;
  readonly total: number;
  /** The amounts in words. */
  readonly text: string;
}

/** A share of something limited; amber above 80 %, red above 95 %. */
export const Meter = ({ label, used, total, text }: MeterProps) => (
  <AriaMeter value={total > 0 ? (100 * used) / total : 0} valueLabel={text} className="min-w-0">
    {({ percentage }) => (
      <>
        <span className="mb-1 flex justify-between gap-3 text-xs">
          <Label className="text-ink-2">{label}</Label>
          <span className="truncate tabular-nums">{text}</span>
        </span>
        <span className="block h-1.5 overflow-hidden rounded-full bg-line">
          <span
            className={classes(
              'block h-full rounded-full transition-[width] duration-150',
              percentage > 95 ? 'bg-bad' : percentage > 80 ? 'bg-warn' : 'bg-bar',
            )}
            style={{ width: `${percentage}%` }}
          />
        </span>
      </>
    )}
  </AriaMeter>
);
