import type { ConsoleError } from '../../lib/contract/error.ts';
import { orchestratorSecretsSchema } from '../../lib/contract/orchestrator-settings.ts';
import type { OrchestratorKind, OrchestratorRequest } from '../../lib/contract/orchestrator.ts';
import type { CheckStep } from '../../lib/contract/orchestrator-check.ts';
import { nodeHosts } from '../../lib/domain/orchestrator-services.ts';
import type { OrchestratorAdapter } from './api.ts';
import { checkConnection as checkEdgeOrchestrator } from './check/check.ts';
import { checkHttpBoot } from './check/http-boot.ts';
import { EdgeOrchestrator } from './edge-orchestrator.ts';
import { noOrchestrator, unusableOrchestrator } from './none.ts';

export { checkFile, checkScript } from './check/boot-file.ts';
export { BootUrl, checkCertificate, checkConnection, checkName } from './check/boot-url.ts';
export { bootServerFinding } from './failures.ts';
export { failed, ok, type Outcome, runSteps, skipped, type Step, warning } from './check/steps.ts';

/** Without these an orchestrator cannot be used. */
export const REQUIRED_SECRETS: Readonly<Record<OrchestratorRequest['kind'], readonly string[]>> = {
  'edge-orchestrator': ['apiPassword'],
  'http-boot': [],
  none: [],
};

interface UnusableOrchestrator {
  readonly name: string;
  readonly kind: OrchestratorKind;
  readonly unusable: ConsoleError;
}

/** An orchestrator's stored settings and secrets, or the reason why they cannot be used. */
export type StoredOrchestrator = OrchestratorRequest | UnusableOrchestrator;

/** Opens the adapter for an added orchestrator; the caller closes it. Sends nothing yet. */
export function openOrchestrator(stored: StoredOrchestrator): OrchestratorAdapter {
  if ('unusable' in stored) return unusableOrchestrator(stored.name, stored.kind, stored.unusable);
  switch (stored.kind) {
    case 'edge-orchestrator':
      return new EdgeOrchestrator({ ...stored, secrets: orchestratorSecretsSchema.parse(stored.secrets) });
    case 'http-boot':
      return httpBootServer(stored);
    case 'none':
      return noOrchestrator(stored.name, null);
  }
}

function httpBootServer({
  name,
  settings,
}: Extract<OrchestratorRequest, { kind: 'http-boot' }>): OrchestratorAdapter {
  const { hosts, ...boot } = settings;
  return noOrchestrator(name, { ...boot, hosts: nodeHosts(hosts), subnet: null }, 'http-boot');
}

/** SHA-256 fingerprints of CAs that the user received, for settings without a CA. */
export type Fingerprints = NonNullable<Parameters<typeof checkEdgeOrchestrator>[0]['fingerprints']>;

/** Checks step by step whether it can be used. For `none` there is nothing to check. */
export async function* checkOrchestrator(
  request: OrchestratorRequest,
  fingerprints: Fingerprints,
  signal: AbortSignal,
): AsyncGenerator<CheckStep, void> {
  if (request.kind === 'http-boot') yield* checkHttpBoot(request.settings, signal);
  if (request.kind !== 'edge-orchestrator') return;
  const secrets = orchestratorSecretsSchema.parse(request.secrets);
  yield* checkEdgeOrchestrator({ ...request, secrets, fingerprints, signal });
}
