import type { Failure, ReceivedStatus, StageEvent } from '../../contract/boot.ts';
import type { Detection, ReadyDetection, StageDetection } from '../recogniser/detections.ts';
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
  type Cause,
  takeBack,
} from './stage-events.ts';
import { evidenceOf, isBefore, recovered, suspected } from './evidence.ts';
import { reportedFailure } from './reported-failure.ts';
import { receivedStatuses, statusesOf, withStep } from './orchestrator-statuses.ts';
import type { StatusReport, BootProgress, BootInput, BootOptions } from './boot-progress.ts';
import { isReportedRunning, prompted } from './prompts.ts';
import { mayObserve } from './transitions.ts';
import { notReady, notReadyFix } from '../ready-facts.ts';
import { atReadyStage, isRuled, readyByRule } from './ready-by-rule.ts';

/** A guest that loops, or pretends to, must not fill the history. */
const EVENTS_MAX = 200;
/** Longer than an orchestrator takes to notice that a node is restarting; a report after that is current. */
const STALE_MS = 60_000;

/** The progress of a boot at power-on. */
export function beginBoot(options: BootOptions): BootProgress {
  const { at, definedAt, lastReport = null } = options;
  const empty: Pick<StageEvent, 'basis' | 'evidence' | 'progress' | 'statuses'> = {
    basis: 'confirmed',
    evidence: null,
    progress: null,
    statuses: [],
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
    stoppedAt: null,
    rank: null,
    movedAt: at,
    paused: false,
    over: false,
    steps: [],
    awaitsOs: false,
    lastReport: lastReport === 'unknown' ? null : lastReport,
  };
}

/**
 * The progress after one more detection, report or tick; the same object when nothing has changed. This is the only
 * place where a boot's progress changes.
 */
export function advance(boot: BootProgress, input: BootInput): BootProgress {
  if (!boot.paused || !isStorageFull(boot.failure) || isOfPower(input))
    return atReadyStage(applied(boot, input), input.at);
  // A late report about a paused machine is applied, and the machine stays paused.
  const going = takeBack(boot, boot.movedAt);
  const next = applied(going, input);
  return next === going ? boot : halted(next, input.at);
}

/** Reports about the power state; they carry no progress. */
const OF_POWER: ReadonlySet<StatusReport['status']> = new Set([
  'paused',
  'resumed',
  'storage-full',
  'stopped',
]);

const isOfPower = (input: BootInput): boolean => input.kind === 'report' && OF_POWER.has(input.report.status);

function applied(boot: BootProgress, input: BootInput): BootProgress {
  switch (input.kind) {
    case 'detection':
      return boot.over ? boot : detected(boot, input.at, input.detection);
    case 'report':
      return reported(boot, input.at, input.report);
    case 'tick':
      return tick(boot, input.at);
  }
}

function detected(boot: BootProgress, at: string, detection: Detection | ReadyDetection): BootProgress {
  switch (detection.kind) {
    case 'stage':
      return observed(boot, at, detection);
    case 'failure':
      return suspected(boot, at, detection);
    case 'prompt':
      return prompted(boot, at, detection);
    case 'recovery':
      return recovered(boot, detection);
    case 'ready':
      return readyByRule(boot, { at, basis: 'observed', evidence: evidenceOf(detection), progress: null });
  }
}

function observed(boot: BootProgress, at: string, detection: StageDetection): BootProgress {
  const { stage, progress, isRetry = false } = detection;
  if (isRetry && boot.ending !== null) return boot;
  const sign: Cause = { at, basis: 'observed', evidence: evidenceOf(detection), progress, isRetry };
  if (stage === boot.stage && (progress !== null || boot.ending === null)) return progressed(boot, sign);
  const back = stageIndex(stage) <= stageIndex(boot.stage);
  if (back && boot.stages.length >= EVENTS_MAX) return boot;
  return stage === boot.stage || mayObserve(boot.stage, stage) ? enter(boot, stage, sign) : boot;
}

function reported(boot: BootProgress, at: string, report: StatusReport): BootProgress {
  if (report.status === 'stopped') return stopped(boot, at, report);
  if (boot.over) return boot;
  switch (report.status) {
    case 'storage-full':
      return halted(boot, at);
    case 'paused':
      return paused(boot, at, true);
    case 'resumed':
      return paused(boot, at, false);
    case 'restarted':
      return restarted(boot, at);
    case 'answers':
      return readyByRule(boot, {
        ...{ at, basis: 'confirmed', progress: null },
        evidence: { port: null, offset: 0, line: report.text },
      });
    default:
      // Whatever the orchestrator still reports of a node that is ready by its own rule.
      return isRuled(boot) && boot.stage === 'ready' ? boot : reportedStage(boot, at, report);
  }
}

type StageReport = Exclude<
  StatusReport,
  { readonly status: 'stopped' | 'storage-full' | 'paused' | 'resumed' | 'restarted' | 'answers' }
>;

function reportedStage(boot: BootProgress, at: string, report: StageReport): BootProgress {
  // A repeated report, perhaps about an earlier boot. Only a repeated "running" matters, once the system is up.
  const isNew = !sameReport(boot.lastReport, report);
  if (!isNew && !SAYS_READY.has(report.status)) return boot;
  const awaitsOs = report.status === 'onboarded' && report.awaitsOs === true;
  const noted: BootProgress = isNew ? { ...boot, lastReport: report, awaitsOs } : boot;
  if (boot.lastReport === null && boot.options.lastReport === 'unknown') return noted;
  if (boot.options.wasReady === true && OF_AN_EARLIER_INSTALLATION.has(report.status)) return noted;
  const statuses = receivedStatuses(report, at);
  const next = withSteps(
    FROM_INSTALLATION.has(report.status) ? confirmOnboarding(noted, at, statuses) : noted,
    report,
    at,
  );
  const progress = report.status === 'provisioning' ? report.progress : null;
  const evidence = progress === null ? null : { port: null, offset: 0, line: progress.text };
  const cause: Cause = { at, basis: 'confirmed', evidence, progress, reported: statuses };
  switch (report.status) {
    case 'registered':
      return next;
    case 'failed':
      return refused(next, cause, report.text);
    case 'onboarded':
      // Whoever stops waiting for a person begins to wait for the orchestrator.
      return passed(boot.awaitsOs && !next.awaitsOs ? { ...next, movedAt: at } : next, 'onboarding', cause);
    case 'provisioned':
      return passed(next, 'provisioning', cause);
    case 'powered-on':
    case 'provisioning':
      return confirmed(next, report.status, cause);
    case 'rebooting':
      // The last report about the installation arrives together with the first one about the restart.
      return confirmed(confirmPast(next, 'provisioning', cause), 'rebooting', cause);
    case 'installed':
      return !isRuled(next) && mayBeReady(next, at, isNew)
        ? confirmed(confirmPast(next, 'provisioning', cause), 'ready', cause)
        : next;
    case 'running':
      return !isRuled(next) && mayBeReady(next, at, isNew) ? confirmed(next, 'ready', cause) : next;
  }
}

/** Adds the reported statuses to the current stage. */
function withStatuses(boot: BootProgress, { reported = [] }: Cause): BootProgress {
  const event = boot.stages.at(-1);
  const statuses = statusesOf(boot.stage, reported);
  return event === undefined || statuses.length === 0
    ? boot
    : { ...boot, stages: boot.stages.with(-1, { ...event, statuses }) };
}

function withSteps(boot: BootProgress, report: StatusReport, at: string): BootProgress {
  const steps = withStep(boot.steps, report, at);
  return steps === boot.steps ? boot : { ...boot, steps };
}

function paused(boot: BootProgress, at: string, isPaused: boolean): BootProgress {
  if (!isPaused && isStorageFull(boot.failure)) return { ...takeBack(boot, at), paused: false };
  return boot.paused === isPaused ? boot : { ...boot, paused: isPaused, movedAt: at };
}

/** A boot that failed earlier keeps its first cause. A ready system counts as failed, too, until it resumes. */
function halted(boot: BootProgress, at: string): BootProgress {
  const there: BootProgress = boot.paused ? boot : { ...boot, paused: true, movedAt: at };
  return there.ending === null ? fail(there, at, storageFull(there.stage)) : there;
}

/** After these nothing more is to come. */
const SAYS_READY: ReadonlySet<StatusReport['status']> = new Set(['running', 'installed']);

/** Reported from the first step of an installation until the installed system reports in. */
const FROM_INSTALLATION: ReadonlySet<StatusReport['status']> = new Set([
  'provisioning',
  'provisioned',
  'installed',
  'rebooting',
]);

/** Onboarding may begin and end between two polls of the orchestrator; the stage is shown anyway. */
function confirmOnboarding(
  boot: BootProgress,
  at: string,
  reported: readonly ReceivedStatus[],
): BootProgress {
  const isLetIn =
    boot.options.wasReady === true ||
    boot.stages.some(({ stage, basis }) => stage === 'onboarding' && basis === 'confirmed');
  return isLetIn
    ? boot
    : passed(boot, 'onboarding', { at, basis: 'confirmed', evidence: null, progress: null, reported });
}

function sameReport(one: StatusReport | null, other: StatusReport): boolean {
  if (one?.status !== other.status) return false;
  if (one.status === 'failed' && other.status === 'failed') return one.text === other.text;
  if (one.status === 'provisioning' && other.status === 'provisioning') {
    return sameProgress(one.progress, other.progress);
  }
  if (one.status === 'onboarded' && other.status === 'onboarded') return one.awaitsOs === other.awaitsOs;
  return true;
}

/** Belong to an earlier installation; reported again when an agent has been away for a while. */
const OF_AN_EARLIER_INSTALLATION: ReadonlySet<StatusReport['status']> = new Set([
  'registered',
  'onboarded',
  'provisioned',
  'rebooting',
]);

/** The orchestrator keeps reporting a rebooting node as running until it notices that the node is away. */
function mayBeReady({ options, stage, stages }: BootProgress, at: string, news: boolean): boolean {
  if (options.wasReady !== true) return true;
  if (stageIndex(stage) < stageIndex('os-boot')) return false;
  const since = stages.at(-1)?.startedAt ?? at;
  return news || stage === 'ready' || Date.parse(at) - Date.parse(since) >= STALE_MS;
}

/** The machine starts its firmware again without a power cycle: the installed system is rebooting. */
function restarted(boot: BootProgress, at: string): BootProgress {
  if (boot.stoppedAt !== null && boot.stages.length < EVENTS_MAX)
    return enter(boot, 'firmware', { at, basis: 'confirmed', evidence: null, progress: null });
  if (boot.stage !== 'ready' || boot.stages.length >= EVENTS_MAX) return boot;
  // The installer's own reboot; nobody could say afterwards that the system is up again.
  if (boot.lastReport?.status === 'installed') return boot;
  const again: BootProgress = { ...boot, options: { ...boot.options, wasReady: true } };
  return enter(again, 'rebooting', { at, basis: 'confirmed', evidence: null, progress: null });
}

function confirmed(boot: BootProgress, stage: Stage, sign: Cause): BootProgress {
  if (stage === boot.stage && boot.ending === null) return progressed(boot, sign);
  if (stageIndex(stage) >= stageIndex(boot.stage)) return enter(boot, stage, sign);
  return confirmPast(boot, stage, sign);
}

function passed(boot: BootProgress, stage: Stage, sign: Cause): BootProgress {
  const next = STAGES[stageIndex(stage) + 1];
  if (next === undefined || stageIndex(boot.stage) > stageIndex(stage)) return insertPast(boot, stage, sign);
  const there = boot.stage === stage ? confirmPast(boot, stage, sign) : enter(boot, stage, sign);
  return enter(there, next, sign);
}

function refused(boot: BootProgress, sign: Cause, text: string): BootProgress {
  if (boot.ending === 'failed' || boot.stage === 'ready') return boot;
  const noted = withStatuses(boot, sign);
  return fail(noted, sign.at, reportedFailure(boot.stage, text));
}

function stopped(
  boot: BootProgress,
  at: string,
  { reason, requested }: StatusReport & { status: 'stopped' },
): BootProgress {
  if (boot.over) return boot;
  const over: BootProgress = { ...boot, over: true, paused: false };
  // A managed save keeps the memory; the next start continues from here.
  if (boot.ending !== null || boot.stage === 'ready' || reason === 'saved') return over;
  if (requested) {
    const stages = close(boot.stages, at, 'cancelled');
    return { ...over, stages, ending: 'cancelled', suspect: null, movedAt: at };
  }
  const { stage, suspect } = boot;
  if (suspect !== null) return fail(over, at, suspect.failure, suspect.rank);
  return fail(over, at, {
    class: classOfStop(reason, stage),
    cause: stoppedCause(reason),
    fix: stopNextStep(reason),
    stage,
    evidence: null,
  });
}

function tick(boot: BootProgress, at: string): BootProgress {
  const { stage, suspect } = boot;
  if (boot.over || boot.paused || boot.ending !== null || stage === 'ready') return boot;
  if (boot.awaitsOs && stage === 'provisioning') return boot;
  if (suspect?.until != null)
    return isBefore(at, suspect.until) ? boot : fail(boot, at, suspect.failure, suspect.rank);
  const timeout = boot.options.timeouts?.[stage] ?? STAGE_FACTS[stage].timeout;
  if (Date.parse(at) - Date.parse(boot.movedAt) < timeout * 1000) return boot;
  if (!isRuled(boot) && isReportedRunning(boot)) {
    // A system that prints nothing, was ready before, and has been reported as running ever since.
    return enter(boot, 'ready', { at, basis: 'confirmed', evidence: null, progress: null });
  }
  if (suspect !== null) return fail(boot, at, suspect.failure, suspect.rank);
  const { ready } = boot.options;
  const failure: Failure = {
    class: CLASS_OF_STAGE[stage],
    ...(ready?.seconds === timeout
      ? { cause: notReady(ready), fix: notReadyFix(ready) }
      : { cause: timedOutCause(stage, timeout), fix: nextStep(stage) }),
    stage,
    evidence: boot.stages.at(-1)?.evidence ?? null,
  };
  const stages = close(boot.stages, at, 'timed-out');
  return { ...boot, stages, ending: 'timed-out', failure, suspect: null };
}
