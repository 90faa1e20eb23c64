import type { OrchestratorDefinition, OrchestratorRequest } from '../contract/orchestrator.ts';

/** Settings that decide who receives passwords, and whom the console takes for the orchestrator. */
const RECIPIENT = [
  'cluster',
  'services',
  'apiAuthority',
  'bootAuthority',
  'bootScriptUrl',
  'hosts',
  'proxy',
] as const;

/** The account that a password belongs to. */
const ACCOUNT: Readonly<Record<string, string>> = {
  apiPassword: 'apiUser',
  onboardingPassword: 'onboardingUser',
};

export interface SecretToEnter {
  /** Field of the request, such as `secrets.apiPassword`. */
  readonly field: string;
  readonly message: string;
}

/**
 * Stored passwords that `request` leaves out but cannot keep: they are sent only to whom they were entered for.
 * Otherwise whoever may edit an orchestrator could read them by giving the address of another server.
 */
export function secretsToEnterAgain(
  request: OrchestratorRequest,
  stored: Pick<OrchestratorDefinition, 'settings' | 'secretsSet'>,
): SecretToEnter[] {
  const settings: Readonly<Record<string, unknown>> = request.settings;
  const given: Readonly<Record<string, unknown>> = request.secrets;
  const kept = stored.secretsSet.filter((name) => given[name] == null && keeps(settings, name));
  return kept.flatMap((name) => {
    const deciding = [...RECIPIENT, ACCOUNT[name] ?? ''];
    const changed = deciding.filter((key) => canonical(settings[key]) !== canonical(stored.settings[key]));
    if (changed.length === 0) return [];
    const message = `enter it again, because ${changed.join(', ')} changed`;
    return [{ field: `secrets.${name}`, message }];
  });
}

/** Without its account, a password has no use. */
export const keeps = (settings: Readonly<Record<string, unknown>>, secret: string): boolean =>
  settings[ACCOUNT[secret] ?? ''] != null;

/** The same text for equal JSON values, whatever the order of their keys. */
const canonical = (value: unknown): string =>
  JSON.stringify(value ?? null, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([one], [other]) => (one < other ? -1 : 1)))
      : inner,
  );
