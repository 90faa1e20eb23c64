import type { Node } from '../contract/node.ts';
import { slowAfter, stageTime } from '../domain/diagnosis/slowness.ts';
import { type Delay, delayOf, delayReason, delayText } from '../domain/delay.ts';
import { duration } from '../domain/format.ts';
import { ON_STATES } from '../domain/power.ts';
import { isFailed, isStage, STAGE_FACTS, stageIndex, type Stage } from '../domain/stages.ts';
import { isBooting } from './node-status.ts';

/** What a boot needs, the most urgent first. */
const NEEDS = ['failed', 'stalled', 'person', 'slow', 'booting', 'waiting', 'ready', 'other'] as const;
export type Need = (typeof NEEDS)[number];

export type WallNode = Pick<
  Node,
  | 'id'
  | 'name'
  | 'state'
  | 'stage'
  | 'stages'
  | 'failure'
  | 'progress'
  | 'flow'
  | 'answering'
  | 'orchestratorView'
  | 'operation'
  | 'createdAt'
  | 'readyAt'
  | 'deletedAt'
>;

export type Usual = ReadonlyMap<Stage, number>;

/** A tile's place on the wall, and why it is there. */
export interface Standing {
  readonly need: Need;
  /** A sentence; empty when there is nothing to say. */
  readonly reason: string;
}

const waitsForPerson = ({ state, stage, flow, orchestratorView, answering }: WallNode): string | null => {
  if (state === 'paused') return 'Paused: somebody has to resume it';
  if (stage === 'provisioning' && orchestratorView?.awaitsOs === true)
    return 'A person has to choose the operating system at the orchestrator';
  if (stage === 'onboarding' && flow === 'io' && answering === null)
    return 'Somebody has to sign in at its console';
  return null;
};

/** Longer in one stage than a boot should be without a word. */
function stall({ stages }: WallNode, usual: Usual, now: number): string | null {
  const stage = stages.at(-1)?.stage;
  const took = stageTime(stages, new Date(now).toISOString());
  if (stage === undefined || took === null || stage === 'ready') return null;
  const before = usual.get(stage);
  if (took <= slowAfter(stage, before)) return null;
  const usually = before === undefined ? '' : `, usually ${duration(before)}`;
  return `In “${STAGE_FACTS[stage].title}” for ${duration(took)}${usually}`;
}

const slower = (delay: Delay): string => `${delayText(delay)}: ${delayReason(delay)}`;

/** What a boot needs at this moment. */
export function standingOf(node: WallNode, usual: Usual, now: number): Standing {
  if (isFailed(node.stage) || node.state === 'crashed')
    return { need: 'failed', reason: node.failure?.cause ?? 'The machine crashed' };
  const person = isBooting(node) ? waitsForPerson(node) : null;
  if (person !== null) return { need: 'person', reason: person };
  if (!ON_STATES.includes(node.state))
    return { need: node.operation?.endedAt === null ? 'waiting' : 'other', reason: '' };
  if (node.stage === 'ready') return { need: 'ready', reason: '' };
  const stalled = stall(node, usual, now);
  if (stalled !== null) return { need: 'stalled', reason: stalled };
  const delay = delayOf(node.stages, usual, now);
  return delay === null ? { need: 'booting', reason: '' } : { need: 'slow', reason: slower(delay) };
}

/**
 * Whether a node belongs on the wall: it is on, is about to be, or failed. What was switched off after it had been ready
 * is no live boot.
 */
export const isOnWall = (node: WallNode): boolean =>
  node.deletedAt === null &&
  (ON_STATES.includes(node.state) || isFailed(node.stage) || node.operation?.endedAt === null);

const progressOf = ({ stage, progress }: WallNode): number =>
  (isStage(stage) ? stageIndex(stage) : 0) +
  (progress === null || progress.total === 0 ? 0 : progress.step / (progress.total + 1));

export interface Placed<T extends WallNode> {
  readonly node: T;
  readonly standing: Standing;
}

/** Failed, stalled, waiting for a person, slower than usual, booting (the furthest first), then ready. */
export function wallOrder<T extends WallNode>(
  nodes: readonly T[],
  usualOf: (node: T) => Usual,
  now: number,
): readonly Placed<T>[] {
  return nodes
    .filter(isOnWall)
    .map((node) => ({ node, standing: standingOf(node, usualOf(node), now) }))
    .toSorted(
      (one, other) =>
        NEEDS.indexOf(one.standing.need) - NEEDS.indexOf(other.standing.need) ||
        progressOf(other.node) - progressOf(one.node) ||
        one.node.createdAt.localeCompare(other.node.createdAt) ||
        one.node.name.localeCompare(other.node.name, 'en', { numeric: true }),
    );
}

/**
 * The order while somebody looks at it: what was there keeps its place, what is gone leaves none behind, and what is new
 * comes last.
 */
export function heldOrder(before: readonly string[], wanted: readonly string[]): readonly string[] {
  const there = new Set(wanted);
  const known = new Set(before);
  return [...before.filter((id) => there.has(id)), ...wanted.filter((id) => !known.has(id))];
}

/** How long a boot has taken, and how long boots like it usually take; both in milliseconds. */
export interface BootTime {
  readonly elapsed: number;
  /** Null when that is not known. */
  readonly usual: number | null;
  readonly isOver: boolean;
}

/** From power-on to ready, or to where it ended. Null for a node that has not been powered on. */
export function bootTime(node: WallNode, usual: Usual, now: number): BootTime | null {
  const first = node.stages.find(({ stage }) => stage !== 'defined');
  if (first === undefined) return null;
  const last = node.stages.at(-1);
  const ended =
    node.stage === 'ready' ? (last?.startedAt ?? null) : isStage(node.stage) ? null : (last?.endedAt ?? null);
  // A later boot starts from the disk, without most of the stages.
  const isLater = node.readyAt !== null && node.readyAt < first.startedAt;
  const whole = [...usual].reduce(
    (sum, [stage, time]) => (stage === 'defined' || stage === 'ready' ? sum : sum + time),
    0,
  );
  return {
    elapsed: Math.max(0, (ended === null ? now : Date.parse(ended)) - Date.parse(first.startedAt)),
    usual: whole === 0 || isLater ? null : whole,
    isOver: ended !== null,
  };
}
