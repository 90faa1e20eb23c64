import type { Node } from '../contract/node.ts';
import type { Operation, OperationKind } from '../contract/operation.ts';
import { stepText } from '../domain/operation-steps.ts';
import { ON_STATES } from '../domain/power.ts';
import { waitsFor } from './progress.ts';
import { isEnding, isFailed, stageTitle } from '../domain/stages.ts';

export type NodeStatus = 'live' | 'good' | 'bad' | 'warn' | 'still';

type TimelineNode = Pick<Node, 'stage' | 'state' | 'readyAt' | 'deletedAt' | 'operation'>;

const isDeleting = ({ operation }: Pick<Node, 'operation'>): boolean =>
  operation?.kind === 'delete' && operation.endedAt === null;

/**
 * A node's progress in a word or two. A node that was ready keeps that title when it is off or deleted, and a deleted
 * one is not called cancelled.
 */
export function statusTitle(node: TimelineNode): string {
  const { stage, state, readyAt, deletedAt } = node;
  if (isDeleting(node)) return 'Deleting';
  if (isFailed(stage)) return stageTitle(stage);
  const wasReady = readyAt !== null && (deletedAt !== null || stage === 'cancelled');
  if (wasReady || (stage === 'ready' && isOff(state))) return 'Was ready';
  if (stage === 'cancelled') return deletedAt === null ? 'Stopped before ready' : 'Deleted before ready';
  return stageTitle(stage);
}

const isOff = (state: Node['state']): boolean => !ON_STATES.includes(state);

/** Selects colour and symbol. */
export function statusOf(node: Pick<Node, 'stage' | 'state'>): NodeStatus {
  if (node.stage === 'failed' || node.state === 'crashed') return 'bad';
  if (node.stage === 'timed-out') return 'warn';
  if (node.stage === 'ready') return node.state === 'running' ? 'good' : 'still';
  if (node.stage === 'cancelled') return 'still';
  return node.state === 'running' ? 'live' : 'still';
}

/** Whether cutting the power would interrupt a boot. */
export const isBooting = ({ stage, state }: Pick<Node, 'stage' | 'state'>): boolean =>
  state !== 'crashed' && stage !== 'ready' && !isEnding(stage);

const DOING: Readonly<Record<OperationKind, string>> = {
  create: 'Creating',
  start: 'Starting',
  shutdown: 'Shutting down',
  stop: 'Powering off',
  reboot: 'Rebooting',
  reset: 'Resetting',
  'power-cycle': 'Power-cycling',
  pause: 'Pausing',
  resume: 'Resuming',
  netboot: 'Starting from the network',
  reprovision: 'Re-provisioning',
  edit: 'Changing',
  'attach-disk': 'Attaching a disk',
  'detach-disk': 'Detaching a disk',
  'attach-nic': 'Attaching a network card',
  'detach-nic': 'Detaching a network card',
  checkpoint: 'Making a checkpoint',
  'go-back': 'Going back',
  'drop-checkpoint': 'Deleting a checkpoint',
  delete: 'Deleting',
};

/** The operation that is running on a node: `Deleting 2 of 4: removing machine, disk and network`. */
export const operationNote = ({ kind, step }: Pick<Operation, 'kind' | 'step'>): string =>
  step === null || step.total === 1 ? DOING[kind] : `${DOING[kind]} ${stepText(step)}`;

/** The running operation, the cause of a failure, or the progress within the stage. */
export function stageNote(
  node: Pick<Node, 'stage' | 'state' | 'operation' | 'failure' | 'progress' | 'readyAt'> &
    Partial<Pick<Node, 'orchestratorView'>>,
): string {
  if (node.operation?.endedAt === null) return operationNote(node.operation);
  if (node.failure) return node.failure.cause;
  if (node.state === 'paused') return 'Paused';
  const waiting = node.stage === 'defined' ? null : waitsFor(node);
  return progressText(node.progress) ?? (waiting === null ? '' : `Waiting for ${waiting}`);
}

/**
 * The time that a node took to become ready; `to` is null while it is booting. Null for a node that was left off, or
 * was deleted before it booted.
 */
export function bootPeriod(
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

/** Status and progress, for the title of the browser tab. */
export function progressTitle(node: TimelineNode & Pick<Node, 'progress'>): string {
  if (node.state === 'paused') return 'paused';
  const { progress } = node;
  const step =
    progress === null
      ? ''
      : ` ${progress.total === 100 ? `${progress.step} %` : `${progress.step}/${progress.total}`}`;
  const live = statusOf(node) === 'live' && node.operation?.kind !== 'delete';
  return live ? `${statusTitle(node)}${step}` : statusTitle(node);
}
