import {
  type Evidence,
  type Failure,
  type HeardStatus,
  type Progress,
  type StageEvent,
} from '../../contract/boot.ts';
import { type Rank } from '../recogniser/findings.ts';
import { type Stage, stageIndex } from '../stages.ts';
import { saidOf } from './orchestrator-words.ts';
import { type Story } from './story.ts';

/** What moves a story: when, on whose word, and where it can be read. */
export interface Sign {
  readonly at: string;
  readonly basis: StageEvent['basis'];
  readonly evidence: Evidence | null;
  readonly progress: Progress | null;
  /** All that the orchestrator said at that time. */
  readonly heard?: readonly HeardStatus[];
  /** The guest tries the same again, so what it is suspected of still holds. */
  readonly isRetry?: boolean;
}

/** Ends the present stage and begins another; any ending that was written too early is taken back. */
export function enter(
  story: Story,
  stage: Stage,
  { at, basis, evidence, progress, heard = [] }: Sign,
): Story {
  const ready = stage === 'ready';
  const begun: StageEvent = {
    stage,
    basis,
    startedAt: at,
    endedAt: ready ? at : null,
    outcome: ready ? 'passed' : 'running',
    evidence,
    progress,
    said: saidOf(stage, heard),
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
export function confirmPast(story: Story, stage: Stage, { heard = [] }: Sign): Story {
  const index = story.stages.findLastIndex((event) => event.stage === stage);
  const event = story.stages[index];
  if (event === undefined) return story;
  const said = wordsAfter(event, saidOf(stage, heard));
  if (event.basis === 'confirmed' && said === event.said) return story;
  return { ...story, stages: story.stages.with(index, { ...event, basis: 'confirmed', said }) };
}

/** The newest words on a stage, with the time at which they were first said. */
function wordsAfter({ said }: StageEvent, words: StageEvent['said']): StageEvent['said'] {
  return words.length === 0 || sameWords(words, said) ? said : words;
}

/** Apart from when it was said. */
function sameWords(one: StageEvent['said'], other: StageEvent['said']): boolean {
  const text = (said: StageEvent['said']) => JSON.stringify(said.map((status) => ({ ...status, at: '' })));
  return text(one) === text(other);
}

/** It happened while nobody saw it: a moment before the first thing that can only follow it. */
export function insertPast(story: Story, stage: Stage, sign: Sign): Story {
  if (story.stages.some((event) => event.stage === stage)) return confirmPast(story, stage, sign);
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
    said: saidOf(stage, sign.heard ?? []),
  };
  return { ...story, stages: story.stages.toSpliced(index, 0, event) };
}

/** Something moved within the present stage. */
export function progressed(story: Story, sign: Sign): Story {
  const { at, basis, evidence, progress, heard = [], isRetry = false } = sign;
  const event = story.stages.at(-1);
  if (event === undefined) return story;
  const next: StageEvent = {
    ...event,
    basis: basis === 'confirmed' ? basis : event.basis,
    evidence: event.evidence ?? evidence,
    progress: progress ?? event.progress,
    said: wordsAfter(event, saidOf(event.stage, heard)),
  };
  const same =
    next.basis === event.basis && next.said === event.said && sameProgress(next.progress, event.progress);
  if (same && next.evidence === event.evidence) return story;
  const moved = sameProgress(next.progress, event.progress) ? story.movedAt : at;
  const stages = story.stages.with(-1, story.ending === null ? next : reopened(next));
  return {
    ...story,
    stages,
    movedAt: moved,
    suspect: isRetry ? story.suspect : null,
    ending: null,
    failure: null,
  };
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

export function fail(story: Story, at: string, failure: Failure, rank: Rank | null = null): Story {
  const stages = close(story.stages, at, 'failed');
  return { ...story, stages, ending: 'failed', failure, rank, suspect: null, movedAt: at };
}
