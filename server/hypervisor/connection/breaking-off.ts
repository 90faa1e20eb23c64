import { AsyncLocalStorage } from 'node:async_hooks';
import { once } from 'node:events';

interface Operation {
  readonly signal: AbortSignal;
  isOver: boolean;
}

const present = new AsyncLocalStorage<Operation | undefined>();

/**
 * Whatever `work` asks of a host is given up when `signal` aborts, in the middle of a call too. What outlives `work`,
 * such as a timer that it set, is no part of it any more.
 */
export async function breakable<Result>(signal: AbortSignal, work: () => Promise<Result>): Promise<Result> {
  const operation = { signal, isOver: false };
  try {
    return await present.run(operation, work);
  } finally {
    operation.isOver = true;
  }
}

/** For work on which others wait as well: that one of them is broken off must not break it off for all. */
export const unbreakable = <Result>(work: () => Result): Result => present.run(undefined, work);

export function signalOfOperation(): AbortSignal | undefined {
  const operation = present.getStore();
  return operation?.isOver === false ? operation.signal : undefined;
}

/** Rejects with the signal's reason as soon as it aborts; `work` itself has to heed the signal. */
export async function untilAborted<Result>(
  signal: AbortSignal | undefined,
  work: () => Promise<Result>,
): Promise<Result> {
  if (signal === undefined) return work();
  signal.throwIfAborted();
  const working = work();
  working.catch(() => undefined);
  const over = new AbortController();
  const aborted = once(signal, 'abort', { signal: over.signal }).catch(() => undefined);
  await Promise.race([working, aborted]).finally(() => over.abort());
  signal.throwIfAborted();
  return working;
}
