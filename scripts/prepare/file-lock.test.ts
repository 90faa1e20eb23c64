import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { withFileLock } from './file-lock.mjs';

test('holders take turns, also after one that failed', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'ven-lock-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = path.join(folder, 'sub', 'lock');

  let inside = 0;
  let most = 0;
  const visit = async () => {
    inside += 1;
    most = Math.max(most, inside);
    for (let turn = 0; turn < 100; turn += 1) await setImmediate();
    inside -= 1;
  };
  await expect(withFileLock(file, () => Promise.reject(new Error('on purpose')))).rejects.toThrow(
    'on purpose',
  );
  await Promise.all([withFileLock(file, visit), withFileLock(file, visit), withFileLock(file, visit)]);
  expect(most).toBe(1);
});

test('a folder that cannot be locked is an error, not a wait', async () => {
  await expect(withFileLock('/dev/null/lock', () => Promise.resolve())).rejects.toThrow();
});
