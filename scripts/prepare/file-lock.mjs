// @ts-check
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import path from 'node:path';

/**
 * Runs `action` while holding flock(2) on a file; waits while another process holds it. The kernel releases the
 * lock when its holder dies, so a crash leaves nothing to clean up. Node.js cannot lock files itself: flock(1)
 * holds the lock around a `cat` that ends when its input is closed, and whose echo confirms the lock.
 *
 * @param {string} file
 * @param {() => Promise<void>} action
 */
export async function withFileLock(file, action) {
  mkdirSync(path.dirname(file), { recursive: true });
  const holder = spawn('flock', ['--', file, 'cat'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(holder, 'close');
  try {
    holder.stdin.write('locked?\n');
    await Promise.race([
      once(holder.stdout, 'data'),
      ended.then(() => Promise.reject(new Error(`flock could not lock ${file}`))),
    ]);
    await action();
  } finally {
    holder.stdin.end();
    await ended;
  }
}
