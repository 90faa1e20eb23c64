import { ConsoleError } from '../../../lib/contract/error.ts';
import type { Observation } from '../../../lib/contract/diagnosis.ts';
import type { Finding } from '../../../lib/domain/diagnosis/findings.ts';
import { fine, problem, unchecked } from '../../../lib/domain/diagnosis/observation.ts';
import { stageIndex } from '../../../lib/domain/stages.ts';
import type { NodeAtOrchestrator } from '../../orchestrator/api.ts';
import type { DiagnosedCase } from './case.ts';

type Subject = Pick<DiagnosedCase, 'stage' | 'orchestrator' | 'failure'> & {
  readonly row: Pick<DiagnosedCase['row'], 'serial' | 'uuid'>;
};

/** What the orchestrator says of the node now; its indicators decide, its words are only shown. */
export async function statusOf({ row, stage, orchestrator, failure }: Subject): Promise<Observation> {
  if (orchestrator === null) return unchecked('status', 'The node has no orchestrator.');
  if (orchestrator.access === null) return unchecked('status', `“${orchestrator.name}” has no API.`);
  let found: NodeAtOrchestrator | undefined;
  try {
    [found] = await orchestrator.states([{ serial: row.serial, uuid: row.uuid }]);
  } catch (error) {
    if (!(error instanceof ConsoleError)) throw error;
    return problem('status', 'api-failing', error.message, { fix: error.fix });
  }
  if (found === undefined)
    return problem('status', null, `“${orchestrator.name}” has no host with this serial number and UUID.`);
  const words = found.view.statuses
    .filter(({ text }) => text !== '')
    .map(({ name, text }) => `${name}: ${text}`);
  const text = `“${orchestrator.name}” says ${words.join('; ') || found.stage}.`;
  const finding = findingOf(found, stage, failure !== null);
  return finding === null ? fine('status', text) : problem('status', finding, text);
}

function findingOf(
  { stage: reported, view }: NodeAtOrchestrator,
  stage: DiagnosedCase['stage'],
  hasFailed: boolean,
): Finding | null {
  const isError = (name: string): boolean =>
    view.statuses.some((status) => status.name === name && status.indicator === 'error');
  const isBefore = stageIndex(stage) <= stageIndex('onboarding');
  if (isError('registration')) return 'identity-error';
  if (isError('provisioning') || isError('instance')) return 'provisioning-error';
  if (isError('onboarding')) return 'refused-by-orchestrator';
  if (isError('host')) return 'no-heartbeat';
  if (view.awaitsOs) return 'awaits-os';
  if (stageIndex(stage) < stageIndex('micro-os')) return null;
  if (isBefore && reported !== 'registered' && reported !== 'unknown') return 'known-already';
  // It has taken the node in and makes no instance for it.
  if (hasFailed && !isBefore && reported === 'onboarded' && view.instanceId === null) return 'awaits-os';
  const isSilent = reported === 'registered' || reported === 'unknown' || !isBefore;
  return hasFailed && isSilent && reported !== 'running' && reported !== 'installed'
    ? 'not-called-home'
    : null;
}
