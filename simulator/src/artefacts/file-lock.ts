import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { SimulatorError } from '../error.ts';

/**
 * Runs `action` while holding flock(2) on a file; waits while another process holds it. The kernel releases the lock when
 * its holder dies, so a crash leaves nothing to clean up. Node.js has no flock(2), so flock(1) holds the lock while it runs
 * `cat`: the echo of `cat` shows that the lock is held, and closing its input releases it.
 */
export async function withFileLock<T>(
  file: string,
  signal: AbortSignal | undefined,
  action: () => Promise<T>,
): Promise<T> {
  const holder = spawn('flock', ['--', file, 'cat'], { stdio: ['pipe', 'pipe', 'ignore'] });
  const ended = new Promise<void>((resolve) => {
    holder.once('error', () => resolve());
    holder.once('close', () => resolve());
  });
  // A write after it has died must not crash this process.
  holder.stdin.on('error', () => undefined);
  try {
    holder.stdin.write('locked?\n');
    await Promise.race([
      once(holder.stdout, 'data', { signal }),
      ended.then(() => Promise.reject(new SimulatorError('tool-failed', `flock could not lock ${file}`))),
    ]).catch((error: unknown) => {
      throw signal?.aborted
        ? new SimulatorError('cancelled', 'cancelled while another build ran', error)
        : error;
    });
    return await action();
  } finally {
    holder.stdin.end();
    if (signal?.aborted) holder.kill();
    await ended;
  }
}
