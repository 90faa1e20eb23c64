import { randomBytes } from 'node:crypto';

type Kind = 'host' | 'inst' | 'os' | 'provider' | 'localaccount';

/** An identifier as the orchestrator draws them: the kind and eight hexadecimal digits. */
export function newResourceId(kind: Kind): string {
  return `${kind}-${randomBytes(4).toString('hex')}`;
}
