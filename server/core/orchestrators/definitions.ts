import { ConsoleError } from '../../../lib/contract/error.ts';
import {
  orchestratorRequest,
  type OrchestratorDefinition,
  type OrchestratorRequest,
} from '../../../lib/contract/orchestrator.ts';
import { keeps, secretsToEnterAgain, type SecretToEnter } from '../../../lib/domain/stored-secrets.ts';
import type { OrchestratorRow } from '../../db/infrastructure.ts';
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

/**
 * The request with the stored secrets in place of those that it leaves out. Throws `invalid` when one is missing, and
 * when a stored one would be sent to another server than it was entered for.
 */
export function withStoredSecrets(
  request: OrchestratorRequest,
  stored: OrchestratorRow | null,
): OrchestratorRequest {
  const again = stored === null ? [] : secretsToEnterAgain(request, definitionOf(stored));
  if (again.length > 0) throw secretsMissing(again);
  const kept = Object.entries(stored?.secrets ?? {}).filter(([name]) => keeps(request.settings, name));
  const secrets = { ...Object.fromEntries(kept), ...namedSecrets(request) };
  const missing = REQUIRED_SECRETS[request.kind].filter((name) => secrets[name] === undefined);
  if (missing.length > 0) {
    throw secretsMissing(missing.map((name) => ({ field: `secrets.${name}`, message: 'enter it' })));
  }
  return orchestratorRequest.parse({ ...request, secrets });
}

function secretsMissing(errors: readonly SecretToEnter[]): ConsoleError {
  const names = errors.map(({ field }) => field.replace('secrets.', ''));
  return new ConsoleError('invalid', `Passwords are missing: ${names.join(', ')}.`, {
    fix: 'Enter them; a stored one is kept only for the account, the servers and the CAs it was entered for.',
    errors: [...errors],
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
