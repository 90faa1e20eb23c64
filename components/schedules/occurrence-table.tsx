'use client';
import type { Occurrence, RunTrend, ScheduleDetail } from '../../lib/contract/schedule.ts';
import { duration } from '../../lib/domain/format.ts';
import { inOrder, type Stage, stageTitle } from '../../lib/domain/stages.ts';
import { Link } from '../ui/link.tsx';
import { ScrollX } from '../ui/page.tsx';
import { TD, TH } from '../ui/style.ts';
import { RunBar, RunState } from '../runs/run-state.tsx';
import { OutcomeMark } from './outcome-mark.tsx';
import { OUTCOMES, zoned } from './words.ts';

type Past = RunTrend['runs'][number];

/** What happened at its times, the newest first, with the median of each stage. */
export function OccurrenceTable({
  schedule,
  trend,
}: {
  readonly schedule: ScheduleDetail;
  readonly trend: RunTrend | undefined;
}) {
  const runs = new Map((trend?.runs ?? []).map((run) => [run.id, run]));
  const stages = inOrder([...runs.values()].flatMap((run) => run.stages.map(({ stage }) => stage)));
  return (
    <ScrollX label="What happened at its times">
      <table className="w-full">
        <thead>
          <tr className="border-y border-line">
            <th className={`${TH} pl-4`}>Due</th>
            <th className={TH}>Outcome</th>
            <th className={TH}>Nodes</th>
            <th className={TH}>Afterwards</th>
            <th className={`${TH} text-right`}>Duration</th>
            {stages.map((stage) => (
              <th key={stage} className={`${TH} text-right`}>
                {stageTitle(stage)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {schedule.occurrences.map((each) => (
            <Row
              key={each.id}
              occurrence={each}
              timeZone={schedule.timeZone}
              run={runs.get(each.runId ?? '')}
              stages={stages}
            />
          ))}
        </tbody>
      </table>
    </ScrollX>
  );
}

interface RowProps {
  readonly occurrence: Occurrence;
  readonly timeZone: string;
  readonly run: Past | undefined;
  readonly stages: readonly Stage[];
}

function Row({ occurrence, timeZone, run, stages }: RowProps) {
  const { dueAt, by, outcome, reason, cleanUp } = occurrence;
  if (run === undefined)
    return (
      <tr className="border-b border-line bg-panel">
        <td className={`${TD} pl-4 tabular-nums`}>{zoned(dueAt, timeZone)}</td>
        <td className={TD}>
          <span className="inline-flex items-center gap-1.5">
            <OutcomeMark outcome={outcome} /> {OUTCOMES[outcome]}
          </span>
        </td>
        <td colSpan={3 + stages.length} className={`${TD} text-ink-2`}>
          {reason}
        </td>
      </tr>
    );
  const medians = new Map(run.stages.map(({ stage, median }) => [stage, median]));
  return (
    <tr className="border-b border-line bg-panel hover:bg-hover">
      <td className={`${TD} pl-4 tabular-nums`}>
        <Link href={`/runs/${run.id}?tab=timeline`} className="font-medium hover:underline">
          {zoned(dueAt, timeZone)}
        </Link>
        {by !== null && <span className="ml-1.5 text-xs text-ink-3">by {by}</span>}
      </td>
      <td className={TD}>
        <RunState run={{ state: run.state, hold: null }} />
      </td>
      <td className={TD}>
        <span className="flex items-center gap-2">
          <RunBar
            run={{ ready: run.ready, failed: run.failed, nodeIds: Array.from({ length: run.nodes }, String) }}
          />
          <span className="text-ink-2 tabular-nums">
            {run.ready} of {run.nodes}
          </span>
        </span>
      </td>
      <td className={`${TD} text-ink-2`}>
        {cleanUp === null ? '–' : `${cleanUp.deleted} deleted, ${cleanUp.kept} kept`}
      </td>
      <td className={`${TD} text-right tabular-nums`}>{run.took === null ? '–' : duration(run.took)}</td>
      {stages.map((stage) => {
        const median = medians.get(stage);
        return (
          <td key={stage} className={`${TD} text-right text-ink-2 tabular-nums`}>
            {median === undefined ? '–' : duration(median)}
          </td>
        );
      })}
    </tr>
  );
}
