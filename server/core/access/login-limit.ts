import { ConsoleError } from '../../../lib/contract/error.ts';

interface Rule {
  readonly of: (address: string, account: string) => string;
  /** Attempts within the window; a success gives its attempt back. */
  readonly attempts: number;
}

const WINDOW_MS = 5 * 60_000;

/**
 * The narrow rule is for one person who mistypes. An account is closed for everybody only after many attempts, so
 * that a stranger cannot keep its owner out by typing wrong passwords from one address.
 */
const RULES: readonly Rule[] = [
  { of: (address, account) => `${address} ${account}`, attempts: 5 },
  { of: (address) => address, attempts: 30 },
  { of: (_address, account) => `* ${account}`, attempts: 100 },
];

/** Beyond this many keys the oldest are forgotten: an attacker with many addresses must not fill the memory. */
const MAX_KEYS = 20_000;

interface Count {
  attempts: number;
  readonly since: number;
}

/** Counts logins per address and account, in memory: a restart forgives. */
export class LoginLimit {
  readonly #counts = new Map<string, Count>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /**
   * Counts an attempt before the password is looked at, so that attempts at the same moment count as well; throws
   * `too-many-requests`. The function it returns takes the attempt back after a success.
   */
  attempt(address: string, account: string): () => void {
    const keys = RULES.map((rule) => ({
      key: rule.of(address, account),
      limit: rule.attempts,
    }));
    const full = keys.map(({ key, limit }) => this.#waitFor(key, limit)).reduce((a, b) => Math.max(a, b), 0);
    if (full > 0) {
      throw new ConsoleError('too-many-requests', 'Too many logins failed from here or for this account.', {
        fix: `Wait ${full} seconds and try again.`,
        retryAfter: full,
      });
    }
    for (const { key } of keys) this.#count(key).attempts += 1;
    return () => {
      for (const { key } of keys) this.#forgive(key);
    };
  }

  #waitFor(key: string, limit: number): number {
    const count = this.#counts.get(key);
    if (!count || count.attempts < limit) return 0;
    return Math.max(0, Math.ceil((count.since + WINDOW_MS - this.#now()) / 1000));
  }

  #count(key: string): Count {
    const present = this.#counts.get(key);
    if (present && present.since + WINDOW_MS > this.#now()) return present;
    this.#counts.delete(key);
    const fresh = { attempts: 0, since: this.#now() };
    this.#counts.set(key, fresh);
    if (this.#counts.size > MAX_KEYS) {
      const [oldest] = this.#counts.keys();
      if (oldest !== undefined) this.#counts.delete(oldest);
    }
    return fresh;
  }

  #forgive(key: string): void {
    const count = this.#counts.get(key);
    if (count && count.attempts > 0) count.attempts -= 1;
  }
}
