'use client';
import type { StageDurations } from '../../lib/contract/boot-comparison.ts';
import { durationDifference, longerBy } from '../../lib/domain/boot-comparison/stage-durations.ts';
import { duration } from '../../lib/domain/format.ts';
import { stageTitle } from '../../lib/domain/stages.ts';
import { ScrollX } from '../ui/page.tsx';
import { classes, TD, TH } from '../ui/style.ts';

const time = (milliseconds: number | null): string => (milliseconds === null ? '–' : duration(milliseconds));

/** Below it a difference is not worth a colour. */
const NOTICED_MS = 1000;

function tone(stage: StageDurations): string {
  const longer = longerBy(stage) ?? 0;
  if (Math.abs(longer) < NOTICED_MS) return 'text-ink-3';
  return longer > 0 ? 'text-bad' : 'text-good';
}

/** How long each stage took in both boots. */
export function StageTable({ stages }: { readonly stages: readonly StageDurations[] }) {
  const longest = Math.max(1, ...stages.flatMap(({ base, other }) => [base ?? 0, other ?? 0]));
  return (
    <ScrollX label="Stages">
      <table className="w-full">
        <thead>
          <tr className="border-b border-line">
            <th className={`${TH} pl-4`}>Stage</th>
            <th className={`${TH} w-full max-md:hidden`} aria-hidden />
            <th className={`${TH} text-right`}>Base</th>
            <th className={`${TH} text-right`}>Other</th>
            <th className={`${TH} pr-4 text-right`}>Difference</th>
          </tr>
        </thead>
        <tbody>
          {stages.map((stage) => (
            <tr key={stage.stage} className="border-b border-line last:border-0">
              <td className={`${TD} pl-4 whitespace-nowrap`}>{stageTitle(stage.stage)}</td>
              <td className={`${TD} max-md:hidden`} aria-hidden>
                <Bar part={(stage.base ?? 0) / longest} className="bg-bar" />
                <Bar part={(stage.other ?? 0) / longest} className="mt-0.5 bg-accent" />
              </td>
              <td className={`${TD} text-right tabular-nums`}>{time(stage.base)}</td>
              <td className={`${TD} text-right tabular-nums`}>{time(stage.other)}</td>
              <td className={classes(TD, 'pr-4 text-right tabular-nums', tone(stage))}>
                {durationDifference(stage) ?? '–'}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollX>
  );
}

const Bar = ({ part, className }: { readonly part: number; readonly className: string }) => (
  <div className={classes('h-1.5 rounded-full', className)} style={{ width: `${Math.round(part * 100)}%` }} />
);
