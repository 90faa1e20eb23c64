import type { ReadyRule } from '../../../lib/contract/ready-rule.ts';
import { expectedStages } from '../../../lib/domain/expected-stages.ts';
import type { Stage } from '../../../lib/domain/stages.ts';
import type { NodeRow } from '../../db/api.ts';
import type { OrchestratorAdapter } from '../../orchestrator/api.ts';

/** Of a node whose orchestrator the console does not know any more: what an Edge Orchestrator has. */
export async function expectedStagesOf(
  { bootSource, orchestrator }: NodeRow,
  adapter: OrchestratorAdapter | undefined,
  ready: ReadyRule | null,
): Promise<Stage[]> {
  const known = adapter?.orchestrator.kind ?? null;
  const kind = known ?? (orchestrator === null ? null : 'edge-orchestrator');
  return expectedStages({
    ...{ source: bootSource, orchestrator: kind, ready },
    isIpxe: adapter !== undefined && kind === 'http-boot' && (await hasScript(adapter)),
  });
}

/** Settings that cannot be read are reported elsewhere. */
const hasScript = (adapter: OrchestratorAdapter): Promise<boolean> =>
  adapter.bootFacts().then(
    ({ bootScriptUrl }) => bootScriptUrl !== null,
    () => false,
  );
