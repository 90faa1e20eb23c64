import type { CheckStep } from '../../../lib/contract/orchestrator-check.ts';
import type { AddableKind } from '../form/draft.ts';

export const API_AUTHORITY = 'settings.apiAuthority';
const BOOT_AUTHORITY = 'settings.bootAuthority';

const issuersIn = (certificates: CheckStep['certificates']) => certificates.map(({ issuer }) => issuer);

/**
 * The setting of a certificate that a step has found. Servers seldom present their CA, but the boot service
 * publishes it: it is the API's too if that signed the certificates which Keycloak and the API have presented.
 *
 * @param known whether there is a CA of the API already
 */
export function authorityPath(
  { id, authority }: CheckStep,
  steps: readonly CheckStep[],
  { kind, known }: { readonly kind: AddableKind; readonly known: boolean },
): string | null {
  if (kind === 'http-boot') return 'settings.authority';
  if (id === 'certificates') return API_AUTHORITY;
  if (id === 'secure-boot') return 'settings.secureBootCertificate';
  if (id !== 'boot-certificates' || authority === null) return null;
  const ofApi = steps.find((step) => step.id === 'certificates')?.certificates ?? [];
  const hasSignedApi = issuersIn(ofApi).includes(authority.subject);
  return hasSignedApi && !known ? API_AUTHORITY : BOOT_AUTHORITY;
}
