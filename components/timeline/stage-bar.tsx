import { statusOf } from '../../lib/report/node-status.ts';
import { mergeStages, sinceRestart } from '../../lib/domain/merge-stages.ts';

import { memo } from 'react';
import type { StageEvent } from '../../lib/contract/boot.ts';
import type { Node } from '../../lib/contract/node.ts';
import { inOrder, stageIndex, type Stage } from '../../lib/domain/stages.ts';
import { SUCCESS } from './stage-slot.tsx';

type TimelineNode = Pick<Node, 'stages' | 'expectedStages' | 'stage' | 'state'>;

/** The stages that a node passes; `ready` is a full bar. */
const stepsOf = (node: TimelineNode, seen: Iterable<Stage>): readonly Stage[] =>
  inOrder([...node.expectedStages, ...seen]).filter((stage) => stage !== 'defined' && stage !== 'ready');

function fill(event: StageEvent | undefined, reached: boolean, node: TimelineNode): string {
  if (event?.outcome === 'failed') return 'bg-bad';
  if (event?.outcome === 'timed-out') return 'bg-warn';
  if (event?.outcome === 'running' && !reached)
    return statusOf(node) === 'live' ? 'bg-accent animate-breathe' : 'bg-bar/50';
  if (statusOf(node) === 'good') return SUCCESS;
  return reached || event?.outcome === 'passed' ? 'bg-bar' : 'bg-line';
}

/** The styles of the bar's steps, with equal neighbours merged: a list has hundreds of bars. */
function looks(node: TimelineNode): {
  readonly total: number;
  readonly runs: readonly { readonly from: Stage; readonly look: string; readonly steps: number }[];
} {
  const events = new Map(mergeStages(sinceRestart(node.stages)).map((event) => [event.stage, event]));
  const furthest = Math.max(-1, ...[...events.keys()].map(stageIndex));
  const runs: { from: Stage; look: string; steps: number }[] = [];
  const steps = stepsOf(node, events.keys());
  for (const stage of steps) {
    const look = fill(events.get(stage), furthest > stageIndex(stage), node);
    const last = runs.at(-1);
    if (last?.look === look) last.steps += 1;
    else runs.push({ from: stage, look, steps: 1 });
  }
  return { total: steps.length, runs };
}

/** Cuts a bar into its steps. */
const cut = (steps: number) => ({
  maskImage: `repeating-linear-gradient(to right, #000 0 calc(100% / ${steps} - 1px), transparent 0 calc(100% / ${steps}))`,
});

/** A node's progress in one line of fixed length: how far it is, and where it has stopped. */
export const StageBar = memo(function StageBar({ node }: { readonly node: TimelineNode }) {
  const { total, runs } = looks(node);
  return (
    <span aria-hidden className="flex h-2 w-full min-w-24 overflow-hidden rounded-sm" style={cut(total)}>
      {runs.map(({ from, look, steps }) => (
        <span key={from} className={`h-full ${look}`} style={{ flex: steps }} />
      ))}
    </span>
  );
});
