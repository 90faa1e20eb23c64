import { unbreakable } from './connection/breaking-off.ts';

/**
 * A costly read of a host that several callers want at the same time. Whoever asks gets a read that begins after he asked,
 * so that it knows whatever was there then; those that ask before it begins share it. One read runs at a time.
 */
export class SharedRead<Result> {
  readonly #read: () => Promise<Result>;
  #running: Promise<unknown> = Promise.resolve();
  #next: Promise<Result> | null = null;

  constructor(read: () => Promise<Result>) {
    this.#read = read;
  }

  /** Rejects with the error of that read. A caller that is broken off leaves it to the others. */
  fresh(): Promise<Result> {
    if (this.#next !== null) return this.#next;
    const next = unbreakable(() =>
      this.#running.then(() => {
        this.#next = null;
        return this.#read();
      }),
    );
    this.#next = next;
    this.#running = next.catch(() => undefined);
    return next;
  }
}
