import {
  type Evidence,
  type Failure,
  type ReceivedStatus,
  type StageProgress,
  type StageEvent,
} from '../../contract/boot.ts';
import { type Rank } from '../recogniser/detections.ts';
import { type Stage, stageIndex } from '../stages.ts';
import { statusesOf } from './orchestrator-statuses.ts';
import { type BootProgress } from './boot-progress.ts';

/** What moves a boot: when, on whose word, and where it can be read. */
export interface Cause {
  readonly at: string;
  readonly basis: StageEvent['basis'];
  readonly evidence: Evidence | null;
  readonly progress: StageProgress | null;
  /** All that the orchestrator said at that time. */
  readonly heard?: readonly ReceivedStatus[];
  /** The guest tries the same again, so what it is suspected of still holds. */
  readonly isRetry?: boolean;
}

/** Ends the present stage and begins another; any ending that was written too early is taken back. */
export function enter(
  boot: BootProgress,
  stage: Stage,
  { at, basis, evidence, progress, heard = [] }: Cause,
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
    statuses: statusesOf(stage, heard),
  };
  const stages = [...close(boot.stages, at, 'passed'), begun];
  return { ...boot, stages, stage, ending: null, failure: null, suspect: null, movedAt: at };
}

export function close(
  stages: readonly StageEvent[],
  at: string,
  outcome: StageEvent['outcome'],
): StageEvent[] {
  return stages.map((event) => (event.endedAt === null ? { ...event, endedAt: at, outcome } : event));
}

/** What was only observed is now confirmed; where it was seen stays the evidence. */
export function confirmPast(boot: BootProgress, stage: Stage, { heard = [] }: Cause): BootProgress {
  const index = boot.stages.findLastIndex((event) => event.stage === stage);
  const event = boot.stages[index];
  if (event === undefined) return boot;
  const said = wordsAfter(event, statusesOf(stage, heard));
  if (event.basis === 'confirmed' && said === event.statuses) return boot;
  return { ...boot, stages: boot.stages.with(index, { ...event, basis: 'confirmed', statuses: said }) };
}

/** The newest words on a stage, with the time at which they were first said. */
function wordsAfter({ statuses: said }: StageEvent, words: StageEvent['statuses']): StageEvent['statuses'] {
  return words.length === 0 || sameWords(words, said) ? said : words;
}

/** Apart from when it was said. */
function sameWords(one: StageEvent['statuses'], other: StageEvent['statuses']): boolean {
  const text = (said: StageEvent['statuses']) =>
    JSON.stringify(said.map((status) => ({ ...status, at: '' })));
  return text(one) === text(other);
}

/** It happened while nobody saw it: a moment before the first thing that can only follow it. */
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
    statuses: statusesOf(stage, sign.heard ?? []),
  };
  return { ...boot, stages: boot.stages.toSpliced(index, 0, event) };
}

/** Something moved within the present stage. */
export function progressed(boot: BootProgress, sign: Cause): BootProgress {
  const { at, basis, evidence, progress, heard = [], isRetry = false } = sign;
  const event = boot.stages.at(-1);
  if (event === undefined) return boot;
  const next: StageEvent = {
    ...event,
    basis: basis === 'confirmed' ? basis : event.basis,
    evidence: event.evidence ?? evidence,
    progress: progress ?? event.progress,
    statuses: wordsAfter(event, statusesOf(event.stage, heard)),
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
    suspect: isRetry ? boot.suspect : null,
    ending: null,
    failure: null,
  };
}

const reopened = (event: StageEvent): StageEvent => ({ ...event, outcome: 'running', endedAt: null });

export function sameProgress(one: StageProgress | null, other: StageProgress | null): boolean {
  return one?.step === other?.step && one?.total === other?.total && one?.text === other?.text;
}

/** A failure of the present stage is taken back: it goes on from where it was. */
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
