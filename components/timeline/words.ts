import { type Node } from '../../lib/contract/node.ts';
import { ENDINGS, STAGE_FACTS, type Ending, type Stage } from '../../lib/domain/stages.ts';

export type Story = 'live' | 'good' | 'bad' | 'warn' | 'still';

const ENDING_TITLES: Readonly<Record<Ending, string>> = {
  failed: 'Failed',
  'timed-out': 'Timed out',
  cancelled: 'Cancelled',
};

const isEnding = (stage: Stage | Ending): stage is Ending => ENDINGS.some((ending) => ending === stage);

export const stageTitle = (stage: Stage | Ending): string =>
  isEnding(stage) ? ENDING_TITLES[stage] : STAGE_FACTS[stage].title;

/** How a node's story stands, for colour and mark. */
export function storyOf(node: Pick<Node, 'stage' | 'state'>): Story {
  if (node.stage === 'failed' || node.state === 'crashed') return 'bad';
  if (node.stage === 'timed-out') return 'warn';
  if (node.stage === 'ready') return node.state === 'running' ? 'good' : 'still';
  if (node.stage === 'cancelled') return 'still';
  return node.state === 'running' ? 'live' : 'still';
}

/** What a node that is on its way waits for; null when it waits for nothing. */
export function waitsFor(node: Pick<Node, 'stage' | 'state'>): string | null {
  if (isEnding(node.stage) || node.stage === 'ready') return null;
  return node.state === 'running' || node.stage === 'defined' ? STAGE_FACTS[node.stage].waitsFor : null;
}

/** The step within a stage: `3/9 writing image`, `42 %`. */
export function progressText(progress: Node['progress']): string | null {
  if (progress === null) return null;
  const count = progress.total === 100 ? `${progress.step} %` : `${progress.step}/${progress.total}`;
  return progress.text === '' ? count : `${count} · ${progress.text}`;
}
