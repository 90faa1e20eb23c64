import { invalidArgument } from '../error.ts';
import { aborted, timedOut } from './errors.ts';

/** How long one call may take. */
export interface CallOptions {
  /** Stop waiting after this many milliseconds. The daemon is not notified, and finishes the call. */
  readonly timeout?: number | undefined;
  /** Stop waiting when this aborts; the same holds for the daemon. */
  readonly signal?: AbortSignal | undefined;
}

/** Waits for `work` no longer than `options` allow, without stopping it. `call` names it in the error. */
export function waitWithin<T>(work: Promise<T>, options: CallOptions, call: string): Promise<T> {
  const { timeout } = options;
  // A separate signal: many waits may share the caller's, and Node warns of more than ten listeners.
  const signal = options.signal && AbortSignal.any([options.signal]);
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      reject(aborted(call, signal));
    };
    const onTimeout = () => {
      reject(timedOut(call, timeout));
    };
    const timer = startTimer(timeout, onTimeout);
    if (signal?.aborted) onAbort();
    else signal?.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    });
  });
}

/** The longest delay that Node's timers support. */
const timerMax = 0x7fff_ffff;

/** A timer for a caller's `timeout` in milliseconds; none for an infinite or nearly infinite one. */
export function startTimer(timeout: number | undefined, onTimeout: () => void): NodeJS.Timeout | undefined {
  if (timeout === undefined || timeout > timerMax) return undefined;
  if (!(timeout >= 0))
    throw invalidArgument(`a timeout of ${timeout} ms; it takes a number that is not negative`);
  return setTimeout(onTimeout, timeout);
}

/** The options for each step of an operation: its remaining time, and its signal. */
export function stepsWithin({ timeout, signal }: CallOptions): () => CallOptions {
  if (timeout === undefined) return () => ({ signal });
  const end = performance.now() + timeout;
  // Zero would mean no time at all even for an answer that is there; the next step is due to fail anyway.
  return () => ({ signal, timeout: Math.max(1, Math.ceil(end - performance.now())) });
}
