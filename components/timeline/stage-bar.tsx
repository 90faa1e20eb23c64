import { memo } from 'react';
import { type StageEvent } from '../../lib/contract/boot.ts';
import { type Node } from '../../lib/contract/node.ts';
import { stageIndex, STAGES, type Stage } from '../../lib/domain/stages.ts';
import { joinStages } from './segments.ts';
import { storyOf } from './words.ts';

/** The stages that a node walks through; `ready` is the bar being full. */
const STEPS = STAGES.slice(1, -1);

type Told = Pick<Node, 'stages' | 'stage' | 'state'>;

function fill(event: StageEvent | undefined, reached: boolean, node: Told): string {
  if (event?.outcome === 'failed') return 'bg-bad';
  if (event?.outcome === 'timed-out') return 'bg-warn';
  if (event?.outcome === 'running' && !reached)
    return storyOf(node) === 'live' ? 'bg-accent animate-breathe' : 'bg-bar/50';
  if (node.stage === 'ready') return 'bg-good/75';
  return reached || event?.outcome === 'passed' ? 'bg-bar' : 'bg-line';
}

/** The look of every step of the bar. */
function fills(node: Told): readonly (readonly [Stage, string])[] {
  const events = new Map(joinStages(node.stages).map((event) => [event.stage, event]));
  const furthest = Math.max(-1, ...[...events.keys()].map(stageIndex));
  return STEPS.map((stage) => [stage, fill(events.get(stage), furthest > stageIndex(stage), node)]);
}

/** A node's way in one line of fixed length: how far it is, and where it stands still. */
export const StageBar = memo(function StageBar({ node }: { readonly node: Told }) {
  return (
    <span aria-hidden className="flex h-2 w-full min-w-24 gap-px overflow-hidden rounded-sm">
      {fills(node).map(([stage, look]) => (
        <span key={stage} className={`h-full flex-1 ${look}`} />
      ))}
    </span>
  );
});
