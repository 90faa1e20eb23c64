import { AsyncLocalStorage } from 'node:async_hooks';
import { once } from 'node:events';

interface Operation {
  readonly signal: AbortSignal;
  isOver: boolean;
}

const present = new AsyncLocalStorage<Operation | undefined>();

/**
 * Cancels every host call that `work` makes when `signal` aborts; not calls of anything that outlives `work`, such as a
 * timer it has set.
 */
export async function withSignal<Result>(signal: AbortSignal, work: () => Promise<Result>): Promise<Result> {
  const operation = { signal, isOver: false };
  try {
    return await present.run(operation, work);
  } finally {
    operation.isOver = true;
  }
}

/** For work that several operations wait for: cancelling one of them must not cancel it for all. */
export const withoutSignal = <Result>(work: () => Result): Result => present.run(undefined, work);

export function currentSignal(): AbortSignal | undefined {
  const operation = present.getStore();
  return operation?.isOver === false ? operation.signal : undefined;
}

/** Rejects with the signal's reason as soon as it aborts; `work` itself has to observe the signal. */
export async function untilAborted<Result>(
  signal: AbortSignal | undefined,
  work: () => Promise<Result>,
): Promise<Result> {
  if (signal === undefined) return work();
  signal.throwIfAborted();
  const working = work();
  working.catch(() => undefined);
  const over = new AbortController();
  // A separate signal: many calls of an operation may wait for one, and Node warns of more than ten listeners.
  const aborted = once(AbortSignal.any([signal]), 'abort', { signal: over.signal }).catch(() => undefined);
  await Promise.race([working, aborted]).finally(() => over.abort());
  signal.throwIfAborted();
  return working;
}
