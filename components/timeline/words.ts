import { type Node } from '../../lib/contract/node.ts';
import { type Operation, type OperationKind } from '../../lib/contract/operation.ts';
import { stepText } from '../../lib/domain/operation-steps.ts';
import { ON_STATES } from '../../lib/domain/power.ts';
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
  if (stage === 'failed' || stage === 'timed-out') return ENDING_TITLES[stage];
  const wasReady = readyAt !== null && (deletedAt !== null || stage === 'cancelled');
  if (wasReady || (stage === 'ready' && isOff(state))) return 'Was ready';
  if (stage === 'cancelled') return deletedAt === null ? 'Stopped before ready' : 'Deleted before ready';
  return STAGE_FACTS[stage].title;
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

/** Of a later boot: the installed system starts from the disk, and the network is not asked. */
const FROM_DISK: Readonly<Partial<Record<Stage, string>>> = {
  'powered-on': 'the first sign of the firmware',
  firmware: 'the firmware to start the installed system',
  'os-boot': 'the installed system to report in',
};

/** What a node that is on its way waits for; null when it waits for nothing. */
export function waitsFor(node: Pick<Node, 'stage' | 'state' | 'readyAt'>): string | null {
  if (isEnding(node.stage) || node.stage === 'ready') return null;
  if (node.state !== 'running' && node.stage !== 'defined') return null;
  const fromDisk = node.readyAt === null ? undefined : FROM_DISK[node.stage];
  return fromDisk ?? STAGE_FACTS[node.stage].waitsFor;
}

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
