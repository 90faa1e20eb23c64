import type { Evidence, Failure, ReceivedStatus, StageProgress, StageEvent } from '../../contract/boot.ts';
import type { Rank } from '../recogniser/detections.ts';
import { type Stage, stageIndex } from '../stages.ts';
import { statusesOf } from './orchestrator-statuses.ts';
import type { BootProgress } from './boot-progress.ts';

/** A guest that loops, or pretends to, must not fill the history. */
export const EVENTS_MAX = 200;

/** Why a boot moves: when, how certain, and the evidence. */
export interface Cause {
  readonly at: string;
  readonly basis: StageEvent['basis'];
  readonly evidence: Evidence | null;
  readonly progress: StageProgress | null;
  /** Everything that the orchestrator reported at that time. */
  readonly reported?: readonly ReceivedStatus[];
  /** The guest is retrying, so the suspected failure still stands. */
  readonly isRetry?: boolean;
}

/** Ends the current stage and begins another; an ending that was recorded too early is withdrawn. */
export function enter(
  boot: BootProgress,
  stage: Stage,
  { at, basis, evidence, progress, reported = [] }: Cause,
): BootProgress {
  const ready = stage === 'ready';
  const begun: StageEvent = {
    stage,
    basis,
    startedAt: at,
    endedAt: ready ? at : null,
    outcome: ready ? 'passed' : 'running',
    evidence,
    progress,
    statuses: statusesOf(stage, reported),
  };
  const stages = [...close(boot.stages, at, 'passed'), begun];
  return { ...boot, stages, stage, ending: null, failure: null, suspect: null, stoppedAt: null, movedAt: at };
}

export function close(
  stages: readonly StageEvent[],
  at: string,
  outcome: StageEvent['outcome'],
): StageEvent[] {
  return stages.map((event) => (event.endedAt === null ? { ...event, endedAt: at, outcome } : event));
}

/** Upgrades a stage from observed to confirmed; the original evidence is kept. */
export function confirmPast(boot: BootProgress, stage: Stage, { reported = [] }: Cause): BootProgress {
  const index = boot.stages.findLastIndex((event) => event.stage === stage);
  const event = boot.stages[index];
  if (event === undefined) return boot;
  const statuses = newerStatuses(event, statusesOf(stage, reported));
  if (event.basis === 'confirmed' && statuses === event.statuses) return boot;
  return { ...boot, stages: boot.stages.with(index, { ...event, basis: 'confirmed', statuses }) };
}

/** The newest statuses of a stage, with the times at which they were first reported. */
function newerStatuses({ statuses }: StageEvent, newer: StageEvent['statuses']): StageEvent['statuses'] {
  return newer.length === 0 || sameStatuses(newer, statuses) ? statuses : newer;
}

/** Ignores when they were reported. */
function sameStatuses(one: StageEvent['statuses'], other: StageEvent['statuses']): boolean {
  const text = (statuses: StageEvent['statuses']) =>
    JSON.stringify(statuses.map((status) => ({ ...status, at: '' })));
  return text(one) === text(other);
}

/** Inserts a stage that nobody observed, just before the first stage that can only follow it. */
export function insertPast(boot: BootProgress, stage: Stage, sign: Cause): BootProgress {
  if (boot.stages.some((event) => event.stage === stage)) return confirmPast(boot, stage, sign);
  const index = boot.stages.findIndex((event) => stageIndex(event.stage) > stageIndex(stage));
  const at = boot.stages[index]?.startedAt;
  if (at === undefined) return boot;
  const event: StageEvent = {
    stage,
    basis: 'confirmed',
    startedAt: at,
    endedAt: at,
    outcome: 'passed',
    evidence: null,
    progress: null,
    statuses: statusesOf(stage, sign.reported ?? []),
  };
  return { ...boot, stages: boot.stages.toSpliced(index, 0, event) };
}

/** Records progress within the current stage. */
export function progressed(boot: BootProgress, sign: Cause): BootProgress {
  const { at, basis, evidence, progress, reported = [], isRetry = false } = sign;
  const event = boot.stages.at(-1);
  if (event === undefined) return boot;
  const next: StageEvent = {
    ...event,
    basis: basis === 'confirmed' ? basis : event.basis,
    evidence: event.evidence ?? evidence,
    progress: progress ?? event.progress,
    statuses: newerStatuses(event, statusesOf(event.stage, reported)),
  };
  const same =
    next.basis === event.basis &&
    next.statuses === event.statuses &&
    sameProgress(next.progress, event.progress);
  if (same && next.evidence === event.evidence) return boot;
  const moved = sameProgress(next.progress, event.progress) ? boot.movedAt : at;
  const stages = boot.stages.with(-1, boot.ending === null ? next : reopened(next));
  return {
    ...boot,
    stages,
    movedAt: moved,
    stoppedAt: null,
    suspect: isRetry ? boot.suspect : null,
    ending: null,
    failure: null,
  };
}

const reopened = (event: StageEvent): StageEvent => ({ ...event, outcome: 'running', endedAt: null });

export function sameProgress(one: StageProgress | null, other: StageProgress | null): boolean {
  return one?.step === other?.step && one?.total === other?.total && one?.text === other?.text;
}

/** Withdraws the failure of the current stage, which then continues from where it was. */
export function takeBack(boot: BootProgress, at: string): BootProgress {
  const last = boot.stages.at(-1);
  const stages = last?.outcome === 'failed' ? boot.stages.with(-1, reopened(last)) : boot.stages;
  return { ...boot, stages, ending: null, failure: null, movedAt: at };
}

export function fail(
  boot: BootProgress,
  at: string,
  failure: Failure,
  rank: Rank | null = null,
): BootProgress {
  const stages = close(boot.stages, at, 'failed');
  return { ...boot, stages, ending: 'failed', failure, rank, suspect: null, movedAt: at };
}
