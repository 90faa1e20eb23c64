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

/** What is done to it now, why it failed, or how far it is in its stage. */
export function stageNote(
  node: Pick<Node, 'stage' | 'state' | 'operation' | 'failure' | 'progress'>,
): string {
  if (node.operation?.endedAt === null)
    return node.operation.step ?? `${node.operation.kind}: about to begin`;
  if (node.failure) return node.failure.cause;
  const waiting = waitsFor(node);
  return progressText(node.progress) ?? (waiting === null ? '' : `Waiting for ${waiting}`);
}

/**
 * From when to when a node was on its way to ready; `to` is null while it is. Null for one that is not: left off, or
 * gone before it came anywhere.
 */
export function wayToReady(
  node: Pick<Node, 'stage' | 'stages' | 'operation' | 'createdAt' | 'readyAt' | 'deletedAt'>,
): { readonly from: string; readonly to: string | null } | null {
  const from = node.createdAt;
  if (node.readyAt !== null) return { from, to: node.readyAt };
  if (isEnding(node.stage)) {
    const to = node.stages.at(-1)?.endedAt ?? null;
    return to === null ? null : { from, to };
  }
  const going = node.deletedAt === null && (node.stages.length > 0 || node.operation?.endedAt === null);
  return going ? { from, to: null } : null;
}

/** The step within a stage: `3/9 writing image`, `42 %`. */
export function progressText(progress: Node['progress']): string | null {
  if (progress === null) return null;
  const count = progress.total === 100 ? `${progress.step} %` : `${progress.step}/${progress.total}`;
  return progress.text === '' ? count : `${count} · ${progress.text}`;
}
