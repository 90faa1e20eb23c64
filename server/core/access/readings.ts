import type { AuditNote } from './api.ts';

/** Somebody who asks for more of the same within this time is still reading it. */
const GOES_ON_MS = 60_000;
const MOST = 5000;
const READS: readonly string[] = ['log read', 'screen read'];

/** Who reads what: a replay asks for a recording piece by piece, and again every second while the boot goes on. */
export class Readings {
  /** When it was last asked for, in the order of that. */
  readonly #last = new Map<string, number>();

  /** Whether it continues a reading that has been recorded. */
  continues({ by, address, action, outcome, target }: AuditNote, now: number): boolean {
    if (outcome !== 'done' || !READS.includes(action)) return false;
    const key = JSON.stringify([by, address, action, target]);
    const before = this.#last.get(key);
    this.#last.delete(key);
    this.#last.set(key, now);
    const [oldest] = this.#last.keys();
    if (this.#last.size > MOST && oldest !== undefined) this.#last.delete(oldest);
    return before !== undefined && now - before < GOES_ON_MS;
  }
}
