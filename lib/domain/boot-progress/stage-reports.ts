import type { ReceivedStatus } from '../../contract/boot.ts';
import { STAGES, type Stage, stageIndex } from '../stages.ts';
import type { BootProgress, StatusReport } from './boot-progress.ts';
import { receivedStatuses, statusesOf, withStep } from './orchestrator-statuses.ts';
import { isRuled } from './ready-by-rule.ts';
import { reportedFailure } from './reported-failure.ts';
import {
  type Cause,
  confirmPast,
  enter,
  fail,
  insertPast,
  progressed,
  sameProgress,
} from './stage-events.ts';

/** Longer than an orchestrator takes to notice that a node is restarting; a report after that is current. */
const STALE_MS = 60_000;

/** What an orchestrator reports about a node's way to `ready`. */
type StageReport = Exclude<
  StatusReport,
  { readonly status: 'stopped' | 'storage-full' | 'paused' | 'resumed' | 'restarted' | 'answers' }
>;

/** The progress after one report of the orchestrator. */
export function reportedStage(boot: BootProgress, at: string, report: StageReport): BootProgress {
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
