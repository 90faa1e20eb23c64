import type {
  ReceivedStatus,
  OrchestratorStatus,
  ProvisioningStep,
  StageEvent,
} from '../../contract/boot.ts';
import type { Stage } from '../stages.ts';
import type { StatusReport } from './boot-progress.ts';

/** A workflow has about a dozen actions; an endless one must not fill the database. */
const STEPS_MAX = 64;
const TEXT_MAX = 400;

/** The aspects of a node's status that belong to a stage. */
const ASPECTS: Partial<Readonly<Record<Stage, readonly OrchestratorStatus['name'][]>>> = {
  onboarding: ['registration', 'onboarding'],
  provisioning: ['provisioning'],
  rebooting: ['provisioning', 'host'],
  'os-boot': ['host'],
  ready: ['host', 'instance'],
};

export function receivedStatuses(report: StatusReport, at: string): ReceivedStatus[] {
  const { statuses = [] } = report;
  return statuses
    .filter(({ text, indicator }) => text !== '' || indicator !== 'unspecified')
    .map((status) => ({ ...status, text: status.text.slice(0, TEXT_MAX), at }));
}

/** The statuses of this stage. An error belongs to the stage in which it was reported, whatever it is about. */
export function statusesOf(stage: Stage, reported: readonly ReceivedStatus[]): StageEvent['statuses'] {
  const aspects = stage === 'ready' && isUnheardOf(reported) ? ASPECTS.provisioning : ASPECTS[stage];
  return reported.filter(({ name, indicator }) => indicator === 'error' || aspects?.includes(name));
}

/** A system without agents never reports in: that it has been installed is all there is to say. */
const isUnheardOf = (reported: readonly ReceivedStatus[]): boolean =>
  reported.every(({ name, indicator }) => indicator === 'unspecified' || !ASPECTS.ready?.includes(name));

/** Adds the reported action to the workflow's actions; returns the same list when nothing is new. */
export function withStep(
  steps: readonly ProvisioningStep[],
  report: StatusReport,
  at: string,
): readonly ProvisioningStep[] {
  const last = steps.at(-1);
  if (report.status !== 'provisioning') {
    return last?.endedAt === null ? steps.with(-1, { ...last, endedAt: at }) : steps;
  }
  const { progress } = report;
  if (progress === null || (last?.step === progress.step && last.text === progress.text)) return steps;
  if (steps.length >= STEPS_MAX) return steps;
  const ended = last?.endedAt === null ? steps.with(-1, { ...last, endedAt: at }) : steps;
  return [...ended, { ...progress, text: progress.text.slice(0, TEXT_MAX), startedAt: at, endedAt: null }];
}
