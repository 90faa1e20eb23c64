import type { ShareState } from '../../contract/share.ts';

interface Ends {
  readonly expiresAt: string;
  readonly revokedAt: string | null;
  /** Null with a `revokedAt`: what it showed was deleted. */
  readonly revokedBy: string | null;
}

/** Whether it still opens, and if not, why. */
export function shareStateOf({ expiresAt, revokedAt, revokedBy }: Ends, now: number): ShareState {
  if (revokedAt !== null) return revokedBy === null ? 'gone' : 'revoked';
  return Date.parse(expiresAt) <= now ? 'expired' : 'active';
}
