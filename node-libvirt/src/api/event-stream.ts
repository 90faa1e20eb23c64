import { ErrorCode } from '../constants/error-codes.ts';
import { LibvirtError } from '../error.ts';
import type { EventRegistration, EventSink } from './event-hub.ts';

/** Limit of events that wait for a slow reader; beyond it, the reader gets an error instead of an endless queue. */
const defaultLimit = 10_000;

/**
 * Events as an async iterable. Iteration ends when `close()` is called (leaving a `for await` does that) or the
 * connection is closed here, and throws when the connection is lost or the reader fell too far behind.
 */
export class EventStream<Event> implements AsyncIterableIterator<Event>, EventSink<Event> {
  readonly #limit: number;
  #queue: Event[] = [];
  #waiting: {
    resolve: (result: IteratorResult<Event, undefined>) => void;
    reject: (error: Error) => void;
  }[] = [];
  #failure: LibvirtError | undefined;
  #done = false;
  #registration: EventRegistration | undefined;

  constructor(limit = defaultLimit) {
    this.#limit = limit;
  }

  /** @internal */
  attach(registration: EventRegistration): void {
    this.#registration = registration;
  }

  /** @internal */
  event(event: Event): void {
    if (this.#done) return;
    const waiting = this.#waiting.shift();
    if (waiting) waiting.resolve({ value: event, done: false });
    else if (this.#queue.length < this.#limit) this.#queue.push(event);
    else this.#overflow();
  }

  /** @internal */
  ended(reason: LibvirtError): void {
    if (reason.kind !== 'closed') this.#failure = reason;
    this.#finish();
  }

  async next(): Promise<IteratorResult<Event, undefined>> {
    const event = this.#queue.shift();
    if (event !== undefined) return { value: event, done: false };
    if (this.#failure) {
      const failure = this.#failure;
      this.#failure = undefined;
      throw failure;
    }
    if (this.#done) return { value: undefined, done: true };
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  async return(): Promise<IteratorResult<Event, undefined>> {
    await this.close();
    return { value: undefined, done: true };
  }

  /** Frees the daemon's callback and ends the iteration; events not read yet are dropped. */
  async close(): Promise<void> {
    this.#queue = [];
    this.#finish();
    await this.#registration?.close();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #overflow(): void {
    this.#failure = new LibvirtError({
      kind: 'overflow',
      code: ErrorCode.OVERFLOW,
      message: `the reader is ${String(this.#limit)} events behind; subscribe and list again`,
    });
    this.#finish();
    // The reader already has its error; a failure to free the callback would add nothing.
    this.#registration?.close().catch(() => undefined);
  }

  #finish(): void {
    this.#done = true;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { resolve, reject } of waiting) {
      const failure = this.#failure;
      this.#failure = undefined;
      if (failure) reject(failure);
      else resolve({ value: undefined, done: true });
    }
  }
}
