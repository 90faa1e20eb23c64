import { type Evidence, type Failure, type Progress, type StageEvent } from '../../contract/boot.ts';
import { type FailureFinding, type Finding, type Place, type StageFinding } from '../recogniser/findings.ts';
import { STAGE_FACTS, STAGES, type Stage, stageIndex } from '../stages.ts';
import {
  CLASS_OF_STAGE,
  classOfStop,
  nextStep,
  stoppedCause,
  stopNextStep,
  timedOutCause,
} from './causes.ts';
import { type Statement, type Story, type StoryInput, type StoryOptions } from './story.ts';
import { mayObserve, STATEMENT_MOVES } from './transitions.ts';

type Basis = StageEvent['basis'];

/** A guest that goes round in circles, or pretends to, must not fill the history. */
const EVENTS_MAX = 200;

interface Sign {
  readonly at: string;
  readonly basis: Basis;
  readonly evidence: Evidence | null;
  readonly progress: Progress | null;
}

/** The story of a boot at power-on. */
export function beginStory(options: StoryOptions): Story {
  const { at, definedAt } = options;
  const empty = { basis: 'confirmed', evidence: null, progress: null } as const;
  const defined: StageEvent[] =
    definedAt === undefined
      ? []
      : [{ stage: 'defined', startedAt: definedAt, endedAt: at, outcome: 'passed', ...empty }];
  return {
    options,
    stages: [...defined, { stage: 'powered-on', startedAt: at, endedAt: null, outcome: 'running', ...empty }],
    stage: 'powered-on',
    ending: null,
    failure: null,
    suspect: null,
    movedAt: at,
    paused: false,
    over: false,
    lastSaid: options.saidBefore ?? null,
  };
}

/**
 * The story after one more thing was seen, said, or time has passed. The very same object when nothing has changed.
 * The only place where a story changes.
 */
export function advance(story: Story, input: StoryInput): Story {
  switch (input.kind) {
    case 'finding':
      return story.over ? story : found(story, input.at, input.finding);
    case 'statement':
      return heard(story, input.at, input.statement);
    case 'tick':
      return tick(story, input.at);
  }
}

function found(story: Story, at: string, finding: Finding): Story {
  switch (finding.kind) {
    case 'stage':
      return observed(story, at, finding);
    case 'failure':
      return suspected(story, at, finding);
    case 'prompt':
      return prompted(story, at, finding.prompt, evidenceOf(finding));
  }
}

function observed(story: Story, at: string, finding: StageFinding): Story {
  const { stage, progress } = finding;
  const sign: Sign = { at, basis: 'observed', evidence: evidenceOf(finding), progress };
  if (stage === story.stage && (progress !== null || story.ending === null)) return progressed(story, sign);
  const back = stageIndex(stage) <= stageIndex(story.stage);
  if (back && story.stages.length >= EVENTS_MAX) return story;
  return stage === story.stage || mayObserve(story.stage, stage) ? enter(story, stage, sign) : story;
}

/** A login prompt makes a system ready only where nobody else could say so; any prompt is a sign of life. */
function prompted(story: Story, at: string, prompt: string, evidence: Evidence): Story {
  const { stage, options } = story;
  if (prompt === 'login' && options.orchestrator === 'none' && stage === 'os-boot') {
    return enter(story, 'ready', { at, basis: 'observed', evidence, progress: null });
  }
  return stage === 'onboarding' && story.suspect !== null ? { ...story, suspect: null, movedAt: at } : story;
}

function suspected(story: Story, at: string, finding: FailureFinding): Story {
  if (story.ending !== null || story.stage === 'ready') return story;
  const { cause, fix, grace } = finding;
  const about = { class: finding.class, cause, fix };
  const failure: Failure = { ...about, stage: story.stage, evidence: evidenceOf(finding) };
  if (grace === 0) return fail(story, at, story.suspect?.failure ?? failure);
  const until = new Date(Date.parse(at) + grace * 1000).toISOString();
  return { ...story, suspect: story.suspect ?? { failure, until } };
}

function heard(story: Story, at: string, statement: Statement): Story {
  const move = STATEMENT_MOVES[statement.says];
  if ('stop' in move) return statement.says === 'stopped' ? stopped(story, at, statement) : story;
  if (story.over) return story;
  if ('pause' in move)
    return story.paused === move.pause ? story : { ...story, paused: move.pause, movedAt: at };
  // Said before, perhaps of an earlier boot: only readiness is worth hearing again, once the system is up.
  const news = !sameStatement(story.lastSaid, statement);
  if (!news && statement.says !== 'running') return story;
  const told = news ? { ...story, lastSaid: statement } : story;
  const progress = statement.says === 'provisioning' ? statement.progress : null;
  const evidence = progress === null ? null : { port: null, offset: 0, line: progress.text };
  const sign: Sign = { at, basis: 'confirmed', evidence, progress };
  if ('note' in move) return told;
  if ('fail' in move) return statement.says === 'failed' ? refused(told, at, statement.text) : told;
  if ('passed' in move) return passed(told, move.passed, sign);
  if (move.to === 'ready' && !mayBeReady(told)) return told;
  return confirmed(told, move.to, sign);
}

function sameStatement(one: Statement | null, other: Statement): boolean {
  if (one?.says !== other.says) return false;
  if (one.says === 'failed' && other.says === 'failed') return one.text === other.text;
  if (one.says === 'provisioning' && other.says === 'provisioning') {
    return sameProgress(one.progress, other.progress);
  }
  return true;
}

/** Old news: a node that was ready in an earlier boot is still called running while it boots. */
function mayBeReady({ options, stage }: Story): boolean {
  return options.knownReady !== true || stageIndex(stage) >= stageIndex('os-boot');
}

function confirmed(story: Story, stage: Stage, sign: Sign): Story {
  if (stage === story.stage && story.ending === null) return progressed(story, sign);
  if (stageIndex(stage) >= stageIndex(story.stage)) return enter(story, stage, sign);
  return confirmPast(story, stage);
}

function passed(story: Story, stage: Stage, sign: Sign): Story {
  const next = STAGES[stageIndex(stage) + 1];
  if (next === undefined || stageIndex(story.stage) > stageIndex(stage)) return insertPast(story, stage);
  const there = story.stage === stage ? confirmPast(story, stage) : enter(story, stage, sign);
  return enter(there, next, sign);
}

/** What was only observed is now confirmed; where it was seen stays the evidence. */
function confirmPast(story: Story, stage: Stage): Story {
  const index = story.stages.findLastIndex((event) => event.stage === stage);
  const event = story.stages[index];
  if (event === undefined || event.basis === 'confirmed') return story;
  return { ...story, stages: story.stages.with(index, { ...event, basis: 'confirmed' }) };
}

/** It happened while nobody saw it: a moment before the first thing that can only follow it. */
function insertPast(story: Story, stage: Stage): Story {
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
function progressed(story: Story, { at, basis, evidence, progress }: Sign): Story {
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

function sameProgress(one: Progress | null, other: Progress | null): boolean {
  return one?.step === other?.step && one?.total === other?.total && one?.text === other?.text;
}

/** Ends the present stage and begins another; any ending that was written too early is taken back. */
function enter(story: Story, stage: Stage, { at, basis, evidence, progress }: Sign): Story {
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

function close(stages: readonly StageEvent[], at: string, outcome: StageEvent['outcome']): StageEvent[] {
  return stages.map((event) => (event.endedAt === null ? { ...event, endedAt: at, outcome } : event));
}

function refused(story: Story, at: string, text: string): Story {
  if (story.ending === 'failed' || story.stage === 'ready') return story;
  const failure: Failure = {
    class: CLASS_OF_STAGE[story.stage],
    cause: `The orchestrator reports: ${text}`,
    fix: nextStep(story.stage),
    stage: story.stage,
    evidence: { port: null, offset: 0, line: text },
  };
  return fail(story, at, failure);
}

function fail(story: Story, at: string, failure: Failure): Story {
  const stages = close(story.stages, at, 'failed');
  return { ...story, stages, ending: 'failed', failure, suspect: null, movedAt: at };
}

function stopped(story: Story, at: string, { reason, requested }: Statement & { says: 'stopped' }): Story {
  if (story.over) return story;
  const over: Story = { ...story, over: true, paused: false };
  if (story.ending !== null || story.stage === 'ready') return over;
  if (requested) {
    const stages = close(story.stages, at, 'cancelled');
    return { ...over, stages, ending: 'cancelled', suspect: null, movedAt: at };
  }
  const { stage } = story;
  return fail(over, at, {
    class: classOfStop(reason, stage),
    cause: stoppedCause(reason),
    fix: stopNextStep(reason),
    stage,
    evidence: null,
  });
}

function tick(story: Story, at: string): Story {
  const { stage, suspect, options } = story;
  if (story.over || story.paused || story.ending !== null || stage === 'ready') return story;
  if (suspect !== null && Date.parse(at) >= Date.parse(suspect.until))
    return fail(story, at, suspect.failure);
  const { timeout } = STAGE_FACTS[stage];
  if (Date.parse(at) - Date.parse(story.movedAt) < timeout * 1000) return story;
  if (story.lastSaid?.says === 'running' && options.knownReady === true) {
    // A silent system that was ready before, and the orchestrator has never said otherwise since.
    return enter(story, 'ready', { at, basis: 'confirmed', evidence: null, progress: null });
  }
  const failure: Failure = suspect?.failure ?? {
    class: CLASS_OF_STAGE[stage],
    cause: timedOutCause(stage, timeout),
    fix: nextStep(stage),
    stage,
    evidence: story.stages.at(-1)?.evidence ?? null,
  };
  const stages = close(story.stages, at, 'timed-out');
  return { ...story, stages, ending: 'timed-out', failure, suspect: null };
}

function evidenceOf({ port, offset, line }: Place): Evidence {
  return { port, offset, line };
}
