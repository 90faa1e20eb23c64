import { type Node } from '../../lib/contract/node.ts';
import { type Operation, type OperationKind } from '../../lib/contract/operation.ts';
import { stepText } from '../../lib/domain/operation-steps.ts';
import { ON_STATES } from '../../lib/domain/power.ts';
import { isEnding, isFailed, stageTitle } from '../../lib/domain/stages.ts';
import { waitsFor } from '../../lib/report/progress.ts';

export type Story = 'live' | 'good' | 'bad' | 'warn' | 'still';

type TimelineNode = Pick<Node, 'stage' | 'state' | 'readyAt' | 'deletedAt' | 'operation'>;

const isDeleting = ({ operation }: Pick<Node, 'operation'>): boolean =>
  operation?.kind === 'delete' && operation.endedAt === null;

/**
 * How far a node is, in a word or two. One that was ready stays so told when it is off or deleted; a deletion is not
 * told as the cancelled boot that it also is.
 */
export function storyTitle(node: TimelineNode): string {
  const { stage, state, readyAt, deletedAt } = node;
  if (isDeleting(node)) return 'Deleting';
  if (isFailed(stage)) return stageTitle(stage);
  const wasReady = readyAt !== null && (deletedAt !== null || stage === 'cancelled');
  if (wasReady || (stage === 'ready' && isOff(state))) return 'Was ready';
  if (stage === 'cancelled') return deletedAt === null ? 'Stopped before ready' : 'Deleted before ready';
  return stageTitle(stage);
}

const isOff = (state: Node['state']): boolean => !ON_STATES.includes(state);

/** How a node's story stands, for colour and mark. */
export function storyOf(node: Pick<Node, 'stage' | 'state'>): Story {
  if (node.stage === 'failed' || node.state === 'crashed') return 'bad';
  if (node.stage === 'timed-out') return 'warn';
  if (node.stage === 'ready') return node.state === 'running' ? 'good' : 'still';
  if (node.stage === 'cancelled') return 'still';
  return node.state === 'running' ? 'live' : 'still';
}

/** Whether a node is in the middle of what cannot be gone on with after its power was taken away. */
export const isUnderWay = ({ stage, state }: Pick<Node, 'stage' | 'state'>): boolean =>
  state !== 'crashed' && stage !== 'ready' && !isEnding(stage);

const DOING: Readonly<Record<OperationKind, string>> = {
  create: 'Creating',
  start: 'Starting',
  shutdown: 'Shutting down',
  stop: 'Powering off',
  reboot: 'Rebooting',
  reset: 'Resetting',
  'power-cycle': 'Powering off, then on:',
  pause: 'Pausing',
  resume: 'Resuming',
  delete: 'Deleting',
};

/** What is being done to a node: `Deleting 2 of 4: removing machine, disk and network`. */
export const operationNote = ({ kind, step }: Pick<Operation, 'kind' | 'step'>): string =>
  step === null || step.total === 1 ? DOING[kind] : `${DOING[kind]} ${stepText(step)}`;

/** What is done to it now, why it failed, or how far it is in its stage. */
export function stageNote(
  node: Pick<Node, 'stage' | 'state' | 'operation' | 'failure' | 'progress' | 'readyAt'>,
): string {
  if (node.operation?.endedAt === null) return operationNote(node.operation);
  if (node.failure) return node.failure.cause;
  if (node.state === 'paused') return 'Paused; it goes on when it is resumed';
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

/** For a tab's title: what somebody who looks at another tab waits for. */
export function progressTitle(node: TimelineNode & Pick<Node, 'progress'>): string {
  if (node.state === 'paused') return 'paused';
  const { progress } = node;
  const step =
    progress === null
      ? ''
      : ` ${progress.total === 100 ? `${progress.step} %` : `${progress.step}/${progress.total}`}`;
  const live = storyOf(node) === 'live' && node.operation?.kind !== 'delete';
  return live ? `${storyTitle(node)}${step}` : storyTitle(node);
}
