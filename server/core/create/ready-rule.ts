import type { BootSource } from '../../../lib/contract/boot-source.ts';
import { ConsoleError } from '../../../lib/contract/error.ts';
import type { ReadyRule } from '../../../lib/contract/ready-rule.ts';
import { expectedStages } from '../../../lib/domain/expected-stages.ts';
import { type Stage, STAGE_FACTS } from '../../../lib/domain/stages.ts';
import type { OrchestratorStatus } from '../../orchestrator/api.ts';

/** Every node has them, so they say nothing. */
const ALWAYS: ReadonlySet<Stage> = new Set(['defined', 'powered-on', 'ready']);

/** Refuses to wait for a stage that these nodes do not have. */
export function checkReadyRule(
  rule: ReadyRule | null,
  source: Pick<BootSource, 'kind'>,
  { name, kind }: Pick<OrchestratorStatus, 'name' | 'kind'>,
): void {
  if (rule?.kind !== 'stage') return;
  const there = expectedStages({ source, orchestrator: kind, isIpxe: true, ready: null });
  if (there.includes(rule.stage)) return;
  const titles = there.filter((stage) => !ALWAYS.has(stage)).map((stage) => STAGE_FACTS[stage].title);
  const message = `These nodes of "${name}" have no stage ${STAGE_FACTS[rule.stage].title}.`;
  throw new ConsoleError('invalid', message, {
    fix: `Choose one that they have: ${titles.join(', ')}.`,
    errors: [{ field: 'ready', message }],
  });
}
