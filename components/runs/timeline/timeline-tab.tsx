'use client';
import { useState } from 'react';
import type { RunTimeline, TimelineNode } from '../../../lib/contract/run-timeline.ts';
import type { Node } from '../../../lib/contract/node.ts';
import { duration } from '../../../lib/domain/format.ts';
import { stageTitle } from '../../../lib/domain/stages.ts';
import { useRunTimeline } from '../../data/runs.ts';
import { useNow } from '../../ui/clock.ts';
import { Link } from '../../ui/link.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { type Bar, type Base, type Chart, chartOf } from './gantt-scale.ts';
import { NodeTimes } from './node-times.tsx';
import { type Place, RunGantt } from './run-gantt.tsx';
import { StageTimes } from './stage-times.tsx';

const VIEWS = [
  { id: 'chart', label: 'Chart' },
  { id: 'table', label: 'Table' },
] as const;

const BASES = [
  { id: 'run', label: 'By the clock' },
  { id: 'node', label: 'Since each began' },
] as const;

/** When each node of a run was in which stage, and where the time went. */
export function TimelineTab({ run, nodes }: { readonly run: string; readonly nodes: readonly Node[] }) {
  const { data: timeline, error, refetch } = useRunTimeline(run, nodes);
  if (error && !timeline)
    return (
      <div className="p-4">
        <Problem error={error} retry={() => void refetch()} />
      </div>
    );
  if (!timeline) return <SkeletonRows rows={6} label="Loading the timeline" />;
  return <Shown timeline={timeline} />;
}

function Shown({ timeline }: { readonly timeline: RunTimeline }) {
  const [view, setView] = useState<'chart' | 'table'>('chart');
  const [base, setBase] = useState<Base | null>(null);
  const [picked, setPicked] = useState<Place | null>(null);
  const [pointed, setPointed] = useState<Place | null>(null);
  const isLive = timeline.nodes.some(({ stages }) => stages.some(({ endedAt }) => endedAt === null));
  const now = useNow(isLive);
  const chart = chartOf(timeline, base, now);
  if (chart.rows.every(({ bars }) => bars.length === 0))
    return <p className="px-4 py-6 text-ink-2">No node of the run has begun to boot yet.</p>;
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line px-4 py-2">
        <Segmented label="Show as" options={VIEWS} chosen={view} onChoose={setView} />
        {view === 'chart' && (
          <Segmented label="Times" options={BASES} chosen={chart.base} onChoose={setBase} />
        )}
        <CriticalPath timeline={timeline} />
      </div>
      {view === 'chart' ? (
        <>
          <RunGantt {...{ chart, timeline, picked, pointed }} onPick={setPicked} onPoint={setPointed} />
          <Picked chart={chart} place={pointed ?? picked} />
        </>
      ) : (
        <NodeTimes timeline={timeline} />
      )}
      {timeline.stages.length > 0 && <StageTimes timeline={timeline} />}
    </>
  );
}

const MOST_NAMED = 3;

/** What a shorter run would have to shorten. */
function CriticalPath({ timeline: { criticalPath } }: { readonly timeline: RunTimeline }) {
  if (criticalPath === null) return null;
  const whole = criticalPath.stages.reduce((sum, { took }) => sum + took, 0);
  const longest = criticalPath.stages.toSorted((one, other) => other.took - one.took).slice(0, MOST_NAMED);
  return (
    <p className="text-ink-2">
      Critical path: <span className="font-medium text-ink">{criticalPath.node}</span> was ready last;{' '}
      {longest
        .map(
          ({ stage, took }) =>
            `${stage === 'defined' ? 'before its power-on' : stageTitle(stage)} ${duration(took)} (${Math.round((100 * took) / Math.max(1, whole))} %)`,
        )
        .join(', ')}
      .
    </p>
  );
}

const OUTCOMES: Readonly<Record<Bar['outcome'], string>> = {
  passed: 'passed',
  running: 'running',
  failed: 'failed',
  'timed-out': 'timed out',
  cancelled: 'cancelled',
};

/** About the bar that is pointed at or has the focus; its line is always there. */
function Picked({ chart, place }: { readonly chart: Chart; readonly place: Place | null }) {
  const row = place === null ? undefined : chart.rows[place.row];
  const bar = place === null ? undefined : row?.bars[place.bar];
  return (
    <p aria-live="polite" className="min-h-9 border-y border-line bg-sunken px-4 py-2 text-ink-2">
      {row === undefined || bar === undefined ? (
        'Point at a bar, or use the arrow keys: the same stage of the other nodes stays lit.'
      ) : (
        <>
          <span className="font-medium text-ink">{row.node.name}</span> · {stageTitle(bar.stage)}{' '}
          <span className="text-ink tabular-nums">{duration(bar.took)}</span>, {OUTCOMES[bar.outcome]},{' '}
          {duration(bar.from)} after {chart.base === 'run' ? 'the run' : 'the node'} began
          <Replay node={row.node} stage={bar.stage} />
          {isFailure(bar) && row.node.failure !== null && (
            <>
              . {row.node.failure.cause}
              {row.node.failure.upstreamCodes !== null &&
                ` (upstream’s exit codes ${row.node.failure.upstreamCodes})`}
            </>
          )}
        </>
      )}
    </p>
  );
}

const isFailure = ({ outcome }: Bar): boolean => outcome === 'failed' || outcome === 'timed-out';

function Replay({
  node: { id, boot },
  stage,
}: {
  readonly node: TimelineNode;
  readonly stage: Bar['stage'];
}) {
  if (boot === null || stage === 'defined') return null;
  return (
    <>
      {' · '}
      <Link
        href={`/nodes/${id}?tab=boots&boot=${boot}&view=replay&stage=${stage}`}
        className="text-accent hover:underline"
      >
        Replay
      </Link>
    </>
  );
}
