'use client';
import TriangleAlert from 'lucide-react/icons/triangle-alert';
import type { BootGroup, BootTimesGroup, Times } from '../../lib/contract/boot-times.ts';
import { slowStages } from '../../lib/domain/boot-times.ts';
import { counted, duration } from '../../lib/domain/format.ts';
import { type Stage, stageTitle } from '../../lib/domain/stages.ts';
import { hostPath } from '../ui/paths.ts';
import { Link } from '../ui/link.tsx';
import { ScrollX } from '../ui/page.tsx';
import { classes } from '../ui/style.ts';

/** Closer than elsewhere: five columns fit on a narrow screen. */
const TH = 'h-8 px-2 text-left text-xs font-medium whitespace-nowrap text-ink-3 sm:px-3';
const TD = 'h-8 px-2 whitespace-nowrap sm:px-3';

interface GroupCardProps {
  readonly by: BootGroup;
  readonly group: BootTimesGroup;
  /** All that it is compared with, itself included. */
  readonly groups: readonly BootTimesGroup[];
  /** Milliseconds that the whole width of a bar stands for. */
  readonly longest: number;
}

/** Where its template, host or orchestrator is shown. */
function placeOf(by: BootGroup, name: string): string {
  if (by === 'host') return hostPath(name);
  return by === 'template' ? '/templates' : '/orchestrators';
}

/** The times of the boots of one template, host or orchestrator. */
export function GroupCard({ by, group, groups, longest }: GroupCardProps) {
  const { name, boots, ready, failed, toReady } = group;
  const slow = slowStages(group, groups);
  const title = name ?? 'No orchestrator';
  return (
    <section aria-label={title} className="min-w-0 self-start rounded-lg border border-line bg-panel">
      <header className="border-b border-line px-4 py-2">
        <h2 className="flex flex-wrap items-baseline gap-x-2 font-semibold">
          {name === null ? (
            title
          ) : (
            <Link href={placeOf(by, name)} className="min-w-0 truncate hover:underline">
              {title}
            </Link>
          )}
          <span className="ml-auto text-xs font-normal text-ink-3">
            {counted(boots, 'boot')}, {ready} ready
            {failed > 0 && <span className="text-bad">, {failed} failed</span>}
          </span>
        </h2>
        <p className="text-ink-2">
          {toReady === null
            ? 'None of them became ready.'
            : `Power-on to ready: usually ${duration(toReady.p50)}, 95 of 100 within ${duration(toReady.p95)}`}
        </p>
        {slow.worst !== null && (
          <p className="flex items-center gap-1.5 text-warn">
            <TriangleAlert aria-hidden size={14} className="shrink-0" />
            Slower than elsewhere, most of all in {stageTitle(slow.worst)}
          </p>
        )}
      </header>
      <StageTable title={title} group={group} slow={slow.stages} longest={longest} />
    </section>
  );
}

interface StageTableProps extends Pick<GroupCardProps, 'group' | 'longest'> {
  readonly title: string;
  readonly slow: ReadonlySet<Stage>;
}

function StageTable({ title, group: { stages }, slow, longest }: StageTableProps) {
  if (stages.length === 0) return <p className="px-4 py-3 text-ink-3">No stage has been passed yet.</p>;
  return (
    <ScrollX label={`Stages of ${title}`}>
      <table className="w-full">
        <thead>
          <tr className="border-b border-line">
            <th className={`${TH} pl-4`}>Stage</th>
            <th className={`${TH} w-full max-sm:hidden`} aria-hidden />
            <th className={`${TH} text-right`} title="Half of the boots took no longer">
              p50
            </th>
            <th className={`${TH} text-right`} title="95 of 100 boots took no longer">
              p95
            </th>
            <th className={`${TH} pr-4 text-right`}>Boots</th>
          </tr>
        </thead>
        <tbody>
          {stages.map(({ stage, ...times }) => (
            <StageRow
              key={stage}
              title={stageTitle(stage)}
              times={times}
              isSlow={slow.has(stage)}
              longest={longest}
            />
          ))}
        </tbody>
      </table>
    </ScrollX>
  );
}

interface StageRowProps {
  readonly title: string;
  readonly times: Times;
  readonly isSlow: boolean;
  readonly longest: number;
}

const StageRow = ({ title, times: { boots, p50, p95 }, isSlow, longest }: StageRowProps) => (
  <tr className="border-b border-line last:border-0">
    <td className={`${TD} pl-4`}>
      {title}
      {isSlow && (
        <TriangleAlert
          size={13}
          aria-label="slower than elsewhere"
          className="ml-1.5 inline-block align-[-2px] text-warn"
        />
      )}
    </td>
    <td className={`${TD} max-sm:hidden`} aria-hidden>
      <div className="relative h-2">
        <div
          className="absolute inset-y-0 left-0 rounded-full bg-bar"
          style={{ width: share(p95, longest) }}
        />
        <div
          className={classes('absolute inset-y-0 left-0 rounded-full', isSlow ? 'bg-warn' : 'bg-accent')}
          style={{ width: share(p50, longest) }}
        />
      </div>
    </td>
    <td className={classes(TD, 'text-right tabular-nums', isSlow && 'font-medium text-warn')}>
      {duration(p50)}
    </td>
    <td className={`${TD} text-right text-ink-2 tabular-nums`}>{duration(p95)}</td>
    <td className={`${TD} pr-4 text-right text-ink-3 tabular-nums`}>{boots}</td>
  </tr>
);

const share = (part: number, whole: number): string => `${Math.max(1, Math.round((part / whole) * 100))}%`;
