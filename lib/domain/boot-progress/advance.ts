import type { Failure, StageEvent } from '../../contract/boot.ts';
import type { Detection, ReadyDetection, StageDetection } from '../recogniser/detections.ts';
import { STAGE_FACTS, stageIndex } from '../stages.ts';
import { CLASS_OF_STAGE, isStorageFull, nextStep, timedOutCause } from './causes.ts';
import { type Cause, close, enter, EVENTS_MAX, fail, progressed, takeBack } from './stage-events.ts';
import { evidenceOf, isBefore, recovered, suspected } from './evidence.ts';
import type { StatusReport, BootProgress, BootInput, BootOptions } from './boot-progress.ts';
import { halted, isOfPower, paused, restarted, stopped } from './power-reports.ts';
import { isReportedRunning, prompted } from './prompts.ts';
import { reportedStage } from './stage-reports.ts';
import { mayObserve } from './transitions.ts';
import { notReady, notReadyFix } from '../ready-facts.ts';
import { atReadyStage, isRuled, readyByRule } from './ready-by-rule.ts';

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
 * The progress after one more detection, report or tick; the same object when nothing has changed. Nothing else
 * changes a boot's progress.
 */
export function advance(boot: BootProgress, input: BootInput): BootProgress {
  if (!boot.paused || !isStorageFull(boot.failure) || isOfPower(input))
    return atReadyStage(applied(boot, input), input.at);
  // A late report about a paused machine is applied, and the machine stays paused.
  const going = takeBack(boot, boot.movedAt);
  const next = applied(going, input);
  return next === going ? boot : halted(next, input.at);
}

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
