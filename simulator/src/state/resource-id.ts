import { randomBytes } from 'node:crypto';

type Kind = 'host' | 'inst' | 'os' | 'provider' | 'localaccount';

/** An identifier in the orchestrator's format: the kind and eight random hexadecimal digits. */
export function newResourceId(kind: Kind): string {
  return `${kind}-${randomBytes(4).toString('hex')}`;
}
