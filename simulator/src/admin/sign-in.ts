import { randomBytes } from 'node:crypto';

const CODE_MS = 60_000;
const SESSION_MS = 12 * 3_600_000;
const MOST = 100;

/**
 * Lets somebody who has the admin token send a browser to the page without showing it the token: a code in the
 * address, good for one minute and one use, becomes a session that lives in this process.
 */
export class SignIns {
  readonly #codes = new Map<string, number>();
  readonly #sessions = new Map<string, number>();

  issueCode(now = Date.now()): string {
    return issue(this.#codes, now + CODE_MS);
  }

  /** The session's secret, for a cookie; undefined for a code that is used, too old or made up. */
  redeem(code: string, now = Date.now()): string | undefined {
    const until = this.#codes.get(code) ?? 0;
    this.#codes.delete(code);
    return until > now ? issue(this.#sessions, now + SESSION_MS) : undefined;
  }

  isSession(secret: string | undefined, now = Date.now()): boolean {
    return secret !== undefined && (this.#sessions.get(secret) ?? 0) > now;
  }
}

/** The oldest go when there are too many. */
function issue(until: Map<string, number>, end: number): string {
  const secret = randomBytes(24).toString('base64url');
  until.set(secret, end);
  for (const oldest of until.keys()) {
    if (until.size <= MOST) break;
    until.delete(oldest);
  }
  return secret;
}
