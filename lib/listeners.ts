/** Functions that are called when something happens. */
export class Listeners<Value = void> {
  readonly #functions = new Set<(value: Value) => void>();

  get size(): number {
    return this.#functions.size;
  }

  /** @returns a function that removes the listener */
  add(listener: (value: Value) => void): () => void {
    // A separate function each time, so that one listener can be added twice.
    const own = (value: Value) => listener(value);
    this.#functions.add(own);
    return () => void this.#functions.delete(own);
  }

  notify(value: Value): void {
    // A copy, because a listener may add or remove others.
    for (const listener of [...this.#functions]) listener(value);
  }

  clear(): void {
    this.#functions.clear();
  }
}
