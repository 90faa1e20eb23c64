import { AsyncResource } from 'node:async_hooks';

/**
 * An expensive read that several callers want at the same time. Every caller gets a read that begins after it asked, so
 * the result is never older than the request; callers that ask before a read begins share it. One read runs at a time.
 * It runs in the async context of the constructor: a caller that is cancelled does not cancel it for the others.
 */
export class SharedRead<Result> {
  readonly #read: () => Promise<Result>;
  #running: Promise<unknown> = Promise.resolve();
  #next: Promise<Result> | null = null;

  constructor(read: () => Promise<Result>) {
    this.#read = AsyncResource.bind(read);
  }

  /** Rejects with the error of that read. */
  fresh(): Promise<Result> {
    if (this.#next !== null) return this.#next;
    const next = this.#running.then(() => {
      this.#next = null;
      return this.#read();
    });
    this.#next = next;
    this.#running = next.catch(() => undefined);
    return next;
  }
}
