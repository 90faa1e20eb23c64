import { turn } from './waiting.ts';

/**
 * Runs `action` and returns what reached the process instead of a caller. The test runner's own listeners are set
 * aside meanwhile: to them every such error is a failure of the run.
 */
export async function uncaughtDuring(action: () => unknown): Promise<unknown[]> {
  const caught: unknown[] = [];
  const listener = (error: unknown) => {
    caught.push(error);
  };
  const exceptions = process.listeners('uncaughtException');
  const rejections = process.listeners('unhandledRejection');
  process.removeAllListeners('uncaughtException').on('uncaughtException', listener);
  process.removeAllListeners('unhandledRejection').on('unhandledRejection', listener);
  try {
    await action();
    // Rejections are reported once the queue of promises is empty, exceptions of nextTick before that.
    for (let left = 5; left > 0; left--) await turn();
  } finally {
    process.off('uncaughtException', listener).off('unhandledRejection', listener);
    for (const aside of exceptions) process.on('uncaughtException', aside);
    for (const aside of rejections) process.on('unhandledRejection', aside);
  }
  return caught;
}
