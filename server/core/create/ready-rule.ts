import type { BootSource } from '../../../lib/contract/boot-source.ts';
import { ConsoleError } from '../../../lib/contract/error.ts';
import type { ReadyRule } from '../../../lib/contract/ready-rule.ts';
import { expectedStages } from '../../../lib/domain/expected-stages.ts';
import { type Stage, STAGE_FACTS } from '../../../lib/domain/stages.ts';
import type { OrchestratorStatus } from '../../orchestrator/api.ts';

/** Every node has them, so they say nothing. */
const ALWAYS: ReadonlySet<Stage> = new Set(['defined', 'powered-on', 'ready']);

type Onboarding = Pick<OrchestratorStatus, 'name' | 'kind'>;
type Source = Pick<BootSource, 'kind'>;

/** Refuses to wait for a stage that these nodes do not have. */
export function checkReadyRule(rule: ReadyRule | null, source: Source, orchestrator: Onboarding): void {
  if (rule?.kind === 'stage') requireStage('ready', rule.stage, source, orchestrator);
}

/** Refuses to make a checkpoint at a stage that these nodes do not have. */
export function checkCheckpointRule(at: Stage | null, source: Source, orchestrator: Onboarding): void {
  if (at !== null) requireStage('checkpointAt', at, source, orchestrator);
}

function requireStage(field: string, stage: Stage, source: Source, { name, kind }: Onboarding): void {
  const there = expectedStages({ source, orchestrator: kind, isIpxe: true, ready: null });
  if (there.includes(stage)) return;
  const titles = there.filter((one) => !ALWAYS.has(one)).map((one) => STAGE_FACTS[one].title);
  const message = `These nodes of "${name}" have no stage ${STAGE_FACTS[stage].title}.`;
  throw new ConsoleError('invalid', message, {
    fix: `Choose one that they have: ${titles.join(', ')}.`,
    errors: [{ field, message }],
  });
}
