import { statusOf } from '../../lib/report/node-status.ts';
import { mergeStages, sinceRestart } from './segments.ts';
import { memo } from 'react';
import { type StageEvent } from '../../lib/contract/boot.ts';
import { type Node } from '../../lib/contract/node.ts';
import { stageIndex, STAGES, type Stage } from '../../lib/domain/stages.ts';
import { SUCCESS } from './stage-slot.tsx';

/** The stages that a node passes; `ready` is a full bar. */
const STEPS = STAGES.slice(1, -1);

type TimelineNode = Pick<Node, 'stages' | 'stage' | 'state'>;

function fill(event: StageEvent | undefined, reached: boolean, node: TimelineNode): string {
  if (event?.outcome === 'failed') return 'bg-bad';
  if (event?.outcome === 'timed-out') return 'bg-warn';
  if (event?.outcome === 'running' && !reached)
    return statusOf(node) === 'live' ? 'bg-accent animate-breathe' : 'bg-bar/50';
  if (statusOf(node) === 'good') return SUCCESS;
  return reached || event?.outcome === 'passed' ? 'bg-bar' : 'bg-line';
}

/** The styles of the bar's steps, with equal neighbours merged: a list has hundreds of bars. */
function looks(
  node: TimelineNode,
): readonly { readonly from: Stage; readonly look: string; readonly steps: number }[] {
  const events = new Map(mergeStages(sinceRestart(node.stages)).map((event) => [event.stage, event]));
  const furthest = Math.max(-1, ...[...events.keys()].map(stageIndex));
  const runs: { from: Stage; look: string; steps: number }[] = [];
  for (const stage of STEPS) {
    const look = fill(events.get(stage), furthest > stageIndex(stage), node);
    const last = runs.at(-1);
    if (last?.look === look) last.steps += 1;
    else runs.push({ from: stage, look, steps: 1 });
  }
  return runs;
}

/** Cuts a bar into its steps. */
const CUT = {
  maskImage: `repeating-linear-gradient(to right, #000 0 calc(100% / ${STEPS.length} - 1px), transparent 0 calc(100% / ${STEPS.length}))`,
};

/** A node's progress in one line of fixed length: how far it is, and where it has stopped. */
export const StageBar = memo(function StageBar({ node }: { readonly node: TimelineNode }) {
  return (
    <span aria-hidden className="flex h-2 w-full min-w-24 overflow-hidden rounded-sm" style={CUT}>
      {looks(node).map(({ from, look, steps }) => (
        <span key={from} className={`h-full ${look}`} style={{ flex: steps }} />
      ))}
    </span>
  );
});
