import type { Change } from '../../lib/contract/live.ts';

/** Publishes complete objects to subscribers after they were committed. */
export class Bus {
  readonly #listeners = new Set<(change: Change) => void>();
  /** Starts at the current time, so that after a restart it exceeds any revision that a browser may still hold. */
  #revision: number;

  constructor(now: number) {
    this.#revision = now;
  }

  /** Grows with every call. */
  nextRevision(): number {
    return ++this.#revision;
  }

  on(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  emit(change: Change): void {
    for (const listener of this.#listeners) listener(change);
  }

  close(): void {
    this.#listeners.clear();
  }
}
