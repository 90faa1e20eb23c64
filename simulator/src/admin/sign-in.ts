import { randomBytes } from 'node:crypto';

const CODE_MS = 60_000;
const SESSION_MS = 12 * 3_600_000;
const MAX_ENTRIES = 100;

/**
 * Lets the holder of the admin token open the page in a browser without giving it the token: a code in the URL, valid
 * once and for one minute, is exchanged for a session that is kept in memory.
 */
export class SignIns {
  readonly #codes = new Map<string, number>();
  readonly #sessions = new Map<string, number>();

  issueCode(now = Date.now()): string {
    return issue(this.#codes, now + CODE_MS);
  }

  /** The session's secret, for a cookie; undefined if the code is used, expired or unknown. */
  redeem(code: string, now = Date.now()): string | undefined {
    const until = this.#codes.get(code) ?? 0;
    this.#codes.delete(code);
    return until > now ? issue(this.#sessions, now + SESSION_MS) : undefined;
  }

  isSession(secret: string | undefined, now = Date.now()): boolean {
    return secret !== undefined && (this.#sessions.get(secret) ?? 0) > now;
  }
}

/** Drops the oldest entries beyond the limit. */
function issue(until: Map<string, number>, end: number): string {
  const secret = randomBytes(24).toString('base64url');
  until.set(secret, end);
  for (const oldest of until.keys()) {
    if (until.size <= MAX_ENTRIES) break;
    until.delete(oldest);
  }
  return secret;
}
