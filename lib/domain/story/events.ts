import { type Evidence, type Failure, type Progress, type StageEvent } from '../../contract/boot.ts';
import { type Stage, stageIndex } from '../stages.ts';
import { type Story } from './story.ts';

/** What moves a story: when, on whose word, and where it can be read. */
export interface Sign {
  readonly at: string;
  readonly basis: StageEvent['basis'];
  readonly evidence: Evidence | null;
  readonly progress: Progress | null;
}

/** Ends the present stage and begins another; any ending that was written too early is taken back. */
export function enter(story: Story, stage: Stage, { at, basis, evidence, progress }: Sign): Story {
  const ready = stage === 'ready';
  const begun: StageEvent = {
    stage,
    basis,
    startedAt: at,
    endedAt: ready ? at : null,
    outcome: ready ? 'passed' : 'running',
    evidence,
    progress,
  };
  const stages = [...close(story.stages, at, 'passed'), begun];
  return { ...story, stages, stage, ending: null, failure: null, suspect: null, movedAt: at };
}

export function close(
  stages: readonly StageEvent[],
  at: string,
  outcome: StageEvent['outcome'],
): StageEvent[] {
  return stages.map((event) => (event.endedAt === null ? { ...event, endedAt: at, outcome } : event));
}

/** What was only observed is now confirmed; where it was seen stays the evidence. */
export function confirmPast(story: Story, stage: Stage): Story {
  const index = story.stages.findLastIndex((event) => event.stage === stage);
  const event = story.stages[index];
  if (event === undefined || event.basis === 'confirmed') return story;
  return { ...story, stages: story.stages.with(index, { ...event, basis: 'confirmed' }) };
}

/** It happened while nobody saw it: a moment before the first thing that can only follow it. */
export function insertPast(story: Story, stage: Stage): Story {
  if (story.stages.some((event) => event.stage === stage)) return confirmPast(story, stage);
  const index = story.stages.findIndex((event) => stageIndex(event.stage) > stageIndex(stage));
  const at = story.stages[index]?.startedAt;
  if (at === undefined) return story;
  const event: StageEvent = {
    stage,
    basis: 'confirmed',
    startedAt: at,
    endedAt: at,
    outcome: 'passed',
    evidence: null,
    progress: null,
  };
  return { ...story, stages: story.stages.toSpliced(index, 0, event) };
}

/** Something moved within the present stage. */
export function progressed(story: Story, { at, basis, evidence, progress }: Sign): Story {
  const event = story.stages.at(-1);
  if (event === undefined) return story;
  const next: StageEvent = {
    ...event,
    basis: basis === 'confirmed' ? basis : event.basis,
    evidence: event.evidence ?? evidence,
    progress: progress ?? event.progress,
  };
  const same = next.basis === event.basis && sameProgress(next.progress, event.progress);
  if (same && next.evidence === event.evidence) return story;
  const moved = sameProgress(next.progress, event.progress) ? story.movedAt : at;
  const stages = story.stages.with(-1, story.ending === null ? next : reopened(next));
  return { ...story, stages, movedAt: moved, suspect: null, ending: null, failure: null };
}

const reopened = (event: StageEvent): StageEvent => ({ ...event, outcome: 'running', endedAt: null });

export function sameProgress(one: Progress | null, other: Progress | null): boolean {
  return one?.step === other?.step && one?.total === other?.total && one?.text === other?.text;
}

/** A failure of the present stage is taken back: it goes on from where it was. */
export function takeBack(story: Story, at: string): Story {
  const last = story.stages.at(-1);
  const stages = last?.outcome === 'failed' ? story.stages.with(-1, reopened(last)) : story.stages;
  return { ...story, stages, ending: null, failure: null, movedAt: at };
}

export function fail(story: Story, at: string, failure: Failure): Story {
  const stages = close(story.stages, at, 'failed');
  return { ...story, stages, ending: 'failed', failure, suspect: null, movedAt: at };
}
