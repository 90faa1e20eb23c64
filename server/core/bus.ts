import type { Change } from '../../lib/contract/live.ts';
import { Listeners } from '../../lib/listeners.ts';

/** Publishes complete objects to subscribers after they were committed. */
export class Bus {
  readonly #listeners = new Listeners<Change>();
  /** Starts at the current time, so that after a restart it exceeds any revision that a browser may still hold. */
  #revision: number;

  #emitted: number;

  constructor(now: number) {
    this.#revision = now;
    this.#emitted = now;
  }

  /** The number of the latest change; what is read after looking at it contains that change and all before it. */
  get emitted(): number {
    return this.#emitted;
  }

  /** Grows with every call. */
  nextRevision(): number {
    return ++this.#revision;
  }

  on(listener: (change: Change) => void): () => void {
    return this.#listeners.add(listener);
  }

  emit(change: Change): void {
    this.#emitted++;
    this.#listeners.notify(change);
  }

  close(): void {
    this.#listeners.clear();
  }
}
