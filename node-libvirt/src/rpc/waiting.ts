import { aborted, timedOut } from './errors.ts';
import type { CallOptions } from './pending-calls.ts';

/** Waits for `work` no longer than `options` allow; what it does is not stopped. `call` names it in the error. */
export function waitWithin<T>(work: Promise<T>, options: CallOptions, call: string): Promise<T> {
  const { timeout, signal } = options;
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      reject(aborted(call, signal));
    };
    const onTimeout = () => {
      reject(timedOut(call, timeout));
    };
    const timer = timeout === undefined ? undefined : setTimeout(onTimeout, timeout);
    if (signal?.aborted) onAbort();
    else signal?.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    });
  });
}
