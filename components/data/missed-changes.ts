/**
 * Tells whether answers from before the live feed's connection lack a change that the feed will not send. Every answer
 * has the number of the latest change before it, and so has the connection.
 */
export class MissedChanges {
  #oldest = Infinity;
  #before = -Infinity;
  readonly #onMissed: () => void;

  /** @param onMissed called when an answer that was under way at the connection proves to be older than it */
  constructor(onMissed: () => void) {
    this.#onMissed = onMissed;
  }

  /** An answer has arrived. */
  answered(change: number): void {
    this.#oldest = Math.min(this.#oldest, change);
    if (change >= this.#before) return;
    this.#before = -Infinity;
    this.#onMissed();
  }

  /** The feed is connected; whether an answer that has arrived until now lacks a change from before that. */
  connected(before: number): boolean {
    const missed = this.#oldest < before;
    if (!missed) this.#before = before;
    return missed;
  }
}
