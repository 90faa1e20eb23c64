import { type Change } from '../../lib/contract/live.ts';

/** Whole objects, after they were committed, to whoever listens. */
export class Bus {
  readonly #listeners = new Set<(change: Change) => void>();
  /** Begins at the time, so that after a restart it is higher than anything a browser may still hold. */
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
