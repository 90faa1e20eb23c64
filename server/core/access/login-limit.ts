import { ConsoleError } from '../../../lib/contract/error.ts';

/** So many attempts are answered at once: people mistype. */
const FREE_ATTEMPTS = 5;
const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 8000;
/** An attempt whose turn is further away is refused instead of held: connections are not to pile up. */
const LONGEST_HOLD_MS = 15_000;
/** Failures are forgotten this long after the last one. */
const FORGOTTEN_MS = 15 * 60_000;
/** Beyond this many keys the oldest are forgotten: an attacker with many addresses must not fill the memory. */
const MAX_KEYS = 10_000;

interface Count {
  attempts: number;
  /** When the next attempt may be answered. */
  turn: number;
}

/** Resolves after so many milliseconds. */
export type Hold = (milliseconds: number) => Promise<void>;

const hold: Hold = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/**
 * Slows down who guesses the password of an account: after some failures each further attempt from there is answered
 * later than the one before. The right password is let in at its turn. Only account and client together are counted,
 * so that nobody is held up by what others do, neither at their address nor with their account. In memory: a restart
 * forgives.
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
   * Resolves when it is this attempt's turn, with a function that forgives the failures before a success. Counts
   * before the password is looked at, so that attempts at the same moment count as well. `client` is a network address
   * (as `clientOf` groups them), or a browser or session that is known. Throws `too-many-requests`.
   */
  async attempt(client: string, account: string): Promise<() => void> {
    const key = `${client} ${account}`;
    const count = this.#count(key);
    const wait = Math.max(0, count.turn - this.#now());
    if (wait > LONGEST_HOLD_MS) {
      const seconds = Math.ceil(wait / 1000);
      throw new ConsoleError('too-many-requests', 'Too many logins to this account failed from here.', {
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
    // Anew at the end: those that are not used any more come to be the oldest.
    this.#counts.set(key, current);
    const [oldest] = this.#counts.keys();
    if (this.#counts.size > MAX_KEYS && oldest !== undefined) this.#counts.delete(oldest);
    return current;
  }
}
