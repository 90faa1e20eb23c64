/** Bytes come in crumbs; nobody needs to hear of each, and nobody waits longer than this. */
const COALESCE_MS = 16;

/** Tells listeners at once after a pause, and at most every 16 ms while much is going on. */
export class Watchers {
  readonly #listeners = new Set<() => void>();
  #timer: NodeJS.Timeout | undefined;
  #toldAt = -Infinity;

  get size(): number {
    return this.#listeners.size;
  }

  add(listener: () => void): () => void {
    // Its own function, so that one listener can watch twice.
    const own = () => {
      listener();
    };
    this.#listeners.add(own);
    return () => {
      this.#listeners.delete(own);
    };
  }

  changed(): void {
    if (this.#timer !== undefined || this.#listeners.size === 0) return;
    const wait = this.#toldAt + COALESCE_MS - performance.now();
    if (wait <= 0) this.tell();
    else this.#timer = setTimeout(this.tell, wait);
  }

  readonly tell = (): void => {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#toldAt = performance.now();
    for (const listener of [...this.#listeners]) listener();
  };

  dispose(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#listeners.clear();
  }
}
