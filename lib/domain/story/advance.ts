import { type Failure, type HeardStatus, type StageEvent } from '../../contract/boot.ts';
import { type Finding, type StageFinding } from '../recogniser/findings.ts';
import { STAGE_FACTS, STAGES, type Stage, stageIndex } from '../stages.ts';
import {
  CLASS_OF_STAGE,
  classOfStop,
  isStorageFull,
  nextStep,
  stoppedCause,
  stopNextStep,
  storageFull,
  timedOutCause,
} from './causes.ts';
import {
  close,
  confirmPast,
  enter,
  fail,
  insertPast,
  progressed,
  sameProgress,
  type Sign,
  takeBack,
} from './events.ts';
import { evidenceOf, isBefore, relieved, suspected } from './evidence.ts';
import { reportedFailure } from './reported.ts';
import { heardNow, saidOf, stepsWith } from './orchestrator-words.ts';
import { type Statement, type Story, type StoryInput, type StoryOptions } from './story.ts';
import { isHeldRunning, prompted } from './prompts.ts';
import { mayObserve, STATEMENT_MOVES } from './transitions.ts';

/** A guest that goes round in circles, or pretends to, must not fill the history. */
const EVENTS_MAX = 200;
/** Longer than an orchestrator takes to miss a node that is restarting: what it says after that is of now. */
const STALE_MS = 60_000;

/** The story of a boot at power-on. */
export function beginStory(options: StoryOptions): Story {
  const { at, definedAt, saidBefore = null } = options;
  const empty: Pick<StageEvent, 'basis' | 'evidence' | 'progress' | 'said'> = {
    basis: 'confirmed',
    evidence: null,
    progress: null,
    said: [],
  };
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
    rank: null,
    movedAt: at,
    paused: false,
    over: false,
    steps: [],
    lastSaid: saidBefore === 'unknown' ? null : saidBefore,
  };
}

/**
 * The story after one more thing was seen, said, or time has passed. The very same object when nothing has changed.
 * The only place where a story changes.
 */
export function advance(story: Story, input: StoryInput): Story {
  if (!story.paused || !isStorageFull(story.failure) || isOfPower(input)) return moved(story, input);
  // What is heard late of a machine that stands still is taken in, and still it stands.
  const going = takeBack(story, story.movedAt);
  const next = moved(going, input);
  return next === going ? story : halted(next, input.at);
}

function isOfPower(input: StoryInput): boolean {
  if (input.kind !== 'statement') return false;
  const move = STATEMENT_MOVES[input.statement.says];
  return 'halt' in move || 'pause' in move || 'stop' in move;
}

function moved(story: Story, input: StoryInput): Story {
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
      return prompted(story, at, finding);
    case 'relief':
      return relieved(story, finding);
  }
}

function observed(story: Story, at: string, finding: StageFinding): Story {
  const { stage, progress, isRetry = false } = finding;
  if (isRetry && story.ending !== null) return story;
  const sign: Sign = { at, basis: 'observed', evidence: evidenceOf(finding), progress, isRetry };
  if (stage === story.stage && (progress !== null || story.ending === null)) return progressed(story, sign);
  const back = stageIndex(stage) <= stageIndex(story.stage);
  if (back && story.stages.length >= EVENTS_MAX) return story;
  return stage === story.stage || mayObserve(story.stage, stage) ? enter(story, stage, sign) : story;
}

function heard(story: Story, at: string, statement: Statement): Story {
  const move = STATEMENT_MOVES[statement.says];
  if ('stop' in move) return statement.says === 'stopped' ? stopped(story, at, statement) : story;
  if (story.over) return story;
  if ('halt' in move) return halted(story, at);
  if ('pause' in move) return paused(story, at, move.pause);
  if ('again' in move) return restarted(story, at);
  // Said before, perhaps of an earlier boot: only readiness is worth hearing again, once the system is up.
  const news = !sameStatement(story.lastSaid, statement);
  if (!news && statement.says !== 'running') return story;
  const said = news ? { ...story, lastSaid: statement } : story;
  if (story.lastSaid === null && story.options.saidBefore === 'unknown') return said;
  if (story.options.knownReady === true && OLD_NEWS.has(statement.says)) return said;
  const heardWords = heardNow(statement, at);
  const told = withSteps(
    FROM_INSTALLATION.has(statement.says) ? letIn(said, at, heardWords) : said,
    statement,
    at,
  );
  const progress = statement.says === 'provisioning' ? statement.progress : null;
  const evidence = progress === null ? null : { port: null, offset: 0, line: progress.text };
  const sign: Sign = { at, basis: 'confirmed', evidence, progress, heard: heardWords };
  if ('note' in move) return told;
  if ('fail' in move) return statement.says === 'failed' ? refused(told, sign, statement.text) : told;
  if ('passed' in move) return passed(told, move.passed, sign);
  if (move.to === 'ready' && !mayBeReady(told, at, news)) return told;
  // Its last word on the installation comes together with the first one on what follows.
  return confirmed(move.to === 'rebooting' ? confirmPast(told, 'provisioning', sign) : told, move.to, sign);
}

/** The present stage with what was said of it. */
function withWords(story: Story, { heard = [] }: Sign): Story {
  const event = story.stages.at(-1);
  const said = saidOf(story.stage, heard);
  return event === undefined || said.length === 0
    ? story
    : { ...story, stages: story.stages.with(-1, { ...event, said }) };
}

function withSteps(story: Story, statement: Statement, at: string): Story {
  const steps = stepsWith(story.steps, statement, at);
  return steps === story.steps ? story : { ...story, steps };
}

function paused(story: Story, at: string, isPaused: boolean): Story {
  if (!isPaused && isStorageFull(story.failure)) return { ...takeBack(story, at), paused: false };
  return story.paused === isPaused ? story : { ...story, paused: isPaused, movedAt: at };
}

/** A story that had failed before keeps its first cause; a system that is ready has failed, too, until it goes on. */
function halted(story: Story, at: string): Story {
  const there: Story = story.paused ? story : { ...story, paused: true, movedAt: at };
  return there.ending === null ? fail(there, at, storageFull(there.stage)) : there;
}

/** Said from the first step of an installation on until the installed system reports. */
const FROM_INSTALLATION: ReadonlySet<Statement['says']> = new Set([
  'provisioning',
  'provisioned',
  'rebooting',
]);

/** A node that needs no help is onboarded between two looks at the orchestrator; that it was, is told all the same. */
function letIn(story: Story, at: string, heard: readonly HeardStatus[]): Story {
  const isLetIn =
    story.options.knownReady === true ||
    story.stages.some(({ stage, basis }) => stage === 'onboarding' && basis === 'confirmed');
  return isLetIn
    ? story
    : passed(story, 'onboarding', { at, basis: 'confirmed', evidence: null, progress: null, heard });
}

function sameStatement(one: Statement | null, other: Statement): boolean {
  if (one?.says !== other.says) return false;
  if (one.says === 'failed' && other.says === 'failed') return one.text === other.text;
  if (one.says === 'provisioning' && other.says === 'provisioning') {
    return sameProgress(one.progress, other.progress);
  }
  return true;
}

/** Of an installation that is long over; heard again when an agent is away for a while. */
const OLD_NEWS: ReadonlySet<Statement['says']> = new Set([
  'registered',
  'onboarded',
  'provisioned',
  'rebooting',
]);

/** A node that was ready before is still called running while it boots, until somebody misses it. */
function mayBeReady({ options, stage, stages }: Story, at: string, news: boolean): boolean {
  if (options.knownReady !== true) return true;
  if (stageIndex(stage) < stageIndex('os-boot')) return false;
  const since = stages.at(-1)?.startedAt ?? at;
  return news || stage === 'ready' || Date.parse(at) - Date.parse(since) >= STALE_MS;
}

/** The machine begins again with its firmware, without having been off: an installed system that reboots. */
function restarted(story: Story, at: string): Story {
  if (story.stage !== 'ready' || story.stages.length >= EVENTS_MAX) return story;
  const again: Story = { ...story, options: { ...story.options, knownReady: true } };
  return enter(again, 'rebooting', { at, basis: 'confirmed', evidence: null, progress: null });
}

function confirmed(story: Story, stage: Stage, sign: Sign): Story {
  if (stage === story.stage && story.ending === null) return progressed(story, sign);
  if (stageIndex(stage) >= stageIndex(story.stage)) return enter(story, stage, sign);
  return confirmPast(story, stage, sign);
}

function passed(story: Story, stage: Stage, sign: Sign): Story {
  const next = STAGES[stageIndex(stage) + 1];
  if (next === undefined || stageIndex(story.stage) > stageIndex(stage))
    return insertPast(story, stage, sign);
  const there = story.stage === stage ? confirmPast(story, stage, sign) : enter(story, stage, sign);
  return enter(there, next, sign);
}

function refused(story: Story, sign: Sign, text: string): Story {
  if (story.ending === 'failed' || story.stage === 'ready') return story;
  const said = withWords(story, sign);
  return fail(said, sign.at, reportedFailure(story.stage, text));
}

function stopped(story: Story, at: string, { reason, requested }: Statement & { says: 'stopped' }): Story {
  if (story.over) return story;
  const over: Story = { ...story, over: true, paused: false };
  // Its memory is kept: the next start goes on from here.
  if (story.ending !== null || story.stage === 'ready' || reason === 'saved') return over;
  if (requested) {
    const stages = close(story.stages, at, 'cancelled');
    return { ...over, stages, ending: 'cancelled', suspect: null, movedAt: at };
  }
  const { stage, suspect } = story;
  if (suspect !== null) return fail(over, at, suspect.failure, suspect.rank);
  return fail(over, at, {
    class: classOfStop(reason, stage),
    cause: stoppedCause(reason),
    fix: stopNextStep(reason),
    stage,
    evidence: null,
  });
}

function tick(story: Story, at: string): Story {
  const { stage, suspect } = story;
  if (story.over || story.paused || story.ending !== null || stage === 'ready') return story;
  if (suspect?.until != null)
    return isBefore(at, suspect.until) ? story : fail(story, at, suspect.failure, suspect.rank);
  const { timeout } = STAGE_FACTS[stage];
  if (Date.parse(at) - Date.parse(story.movedAt) < timeout * 1000) return story;
  if (isHeldRunning(story)) {
    // A silent system that was ready before, and the orchestrator has never said otherwise since.
    return enter(story, 'ready', { at, basis: 'confirmed', evidence: null, progress: null });
  }
  if (suspect !== null) return fail(story, at, suspect.failure, suspect.rank);
  const failure: Failure = {
    class: CLASS_OF_STAGE[stage],
    cause: timedOutCause(stage, timeout),
    fix: nextStep(stage),
    stage,
    evidence: story.stages.at(-1)?.evidence ?? null,
  };
  const stages = close(story.stages, at, 'timed-out');
  return { ...story, stages, ending: 'timed-out', failure, suspect: null };
}
