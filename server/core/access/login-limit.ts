import { ConsoleError } from '../../../lib/contract/error.ts';

/** Attempts that are answered without delay: people mistype. */
const FREE_ATTEMPTS = 5;
const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 8000;
/** Attempts that would wait longer are refused, so that connections do not pile up. */
const LONGEST_HOLD_MS = 15_000;
/** Failures expire this long after the last one. */
const FORGOTTEN_MS = 15 * 60_000;
/** Beyond this many keys the oldest are dropped: an attacker with many addresses must not fill the memory. */
const MAX_KEYS = 10_000;

interface Count {
  attempts: number;
  /** When the next attempt may be answered. */
  turn: number;
}

/** Resolves after this many milliseconds. */
export type Hold = (milliseconds: number) => Promise<void>;

const hold: Hold = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/**
 * Slows down password guessing: after a few failures, each further attempt is answered later than the one before. The
 * right password is accepted in its turn. Failures are counted per account and client together, so that nobody is
 * delayed by others at the same address or with the same account. Kept in memory: a restart resets it.
 */
export class LoginLimit {
  readonly #counts = new Map<string, Count>();
  readonly #now: () => number;
  readonly #hold: Hold;

  constructor(now: () => number, wait: Hold = hold) {
    this.#now = now;
    this.#hold = wait;
  }

  /**
   * Resolves when it is this attempt's turn, with a function that clears the failures after a success. Counts before
   * the password is checked, so that concurrent attempts count as well. `client` is a network address
   * (as `clientOf` groups them), or a browser or session that is known. `failed` says what, if not logins. Throws
   * `too-many-requests`.
   */
  async attempt(client: string, account: string, failed = 'logins to this account'): Promise<() => void> {
    const key = `${client} ${account}`;
    const count = this.#count(key);
    const wait = Math.max(0, count.turn - this.#now());
    if (wait > LONGEST_HOLD_MS) {
      const seconds = Math.ceil(wait / 1000);
      throw new ConsoleError('too-many-requests', `Too many ${failed} failed from here.`, {
        fix: `Wait ${seconds} seconds and try again.`,
        retryAfter: seconds,
      });
    }
    count.attempts += 1;
    const failures = count.attempts - FREE_ATTEMPTS;
    const delay = failures < 0 ? 0 : Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** failures);
    count.turn = this.#now() + wait + delay;
    if (wait > 0) await this.#hold(wait);
    return () => this.#counts.delete(key);
  }

  #count(key: string): Count {
    const present = this.#counts.get(key);
    this.#counts.delete(key);
    const current =
      present && present.turn + FORGOTTEN_MS > this.#now() ? present : { attempts: 0, turn: this.#now() };
    // Moved to the end, so that unused keys become the oldest.
    this.#counts.set(key, current);
    const [oldest] = this.#counts.keys();
    if (this.#counts.size > MAX_KEYS && oldest !== undefined) this.#counts.delete(oldest);
    return current;
  }
}
