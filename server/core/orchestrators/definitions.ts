import { ConsoleError } from '../../../lib/contract/error.ts';
import {
  orchestratorRequest,
  type OrchestratorDefinition,
  type OrchestratorRequest,
} from '../../../lib/contract/orchestrator.ts';
import { type OrchestratorRow } from '../../db/infrastructure.ts';
import { REQUIRED_SECRETS, type StoredOrchestrator } from '../../orchestrator/index.ts';

/** What people may see of a stored orchestrator. */
export function definitionOf({ secrets, ...row }: OrchestratorRow): OrchestratorDefinition {
  return { ...row, secretsSet: Object.keys(secrets ?? {}), secretsLost: secrets === null };
}

function namedSecrets(request: OrchestratorRequest): Record<string, string> {
  const given: Readonly<Record<string, string | null | undefined>> = request.secrets;
  const secrets: Record<string, string> = {};
  for (const [name, value] of Object.entries(given)) if (value != null) secrets[name] = value;
  return secrets;
}

/** What the database keeps of it. */
export function rowOf(request: OrchestratorRequest, createdAt: string) {
  const { name, kind, settings } = request;
  return { name, kind, settings, secrets: namedSecrets(request), createdAt };
}

/** The request with the stored secrets in place of those that it leaves out. Throws `invalid` when one is missing. */
export function withStoredSecrets(
  request: OrchestratorRequest,
  stored: Pick<OrchestratorRow, 'secrets'> | null,
): OrchestratorRequest {
  const secrets = { ...stored?.secrets, ...namedSecrets(request) };
  const missing = REQUIRED_SECRETS[request.kind].filter((name) => secrets[name] === undefined);
  if (missing.length > 0) throw secretsMissing(missing);
  return orchestratorRequest.parse({ ...request, secrets });
}

function secretsMissing(names: readonly string[]): ConsoleError {
  return new ConsoleError('invalid', `Passwords are missing: ${names.join(', ')}.`, {
    fix: 'Enter them; stored ones are kept only when the orchestrator exists and its key was not lost.',
    errors: names.map((name) => ({ field: `secrets.${name}`, message: 'enter it' })),
  });
}

/** A row as the adapter takes it, or why it cannot be used. */
export function storedRequest(row: OrchestratorRow): StoredOrchestrator {
  const { name, kind, settings, secrets } = row;
  if (secrets === null) {
    return { name, kind, unusable: lost(name) };
  }
  const parsed = orchestratorRequest.safeParse({ name, kind, settings, secrets });
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  return { name, kind, unusable: unreadable(name, issues) };
}

const lost = (name: string): ConsoleError =>
  new ConsoleError('orchestrator-login', `The passwords of "${name}" were sealed with another key.`, {
    fix: 'Enter them again by editing the orchestrator, or restore VEN_SECRET_KEY or the file secret.key.',
  });

const unreadable = (name: string, issues: readonly string[]): ConsoleError =>
  new ConsoleError('invalid', `The stored settings of "${name}" cannot be used: ${issues.join('; ')}.`, {
    fix: 'Edit the orchestrator and correct them.',
  });
