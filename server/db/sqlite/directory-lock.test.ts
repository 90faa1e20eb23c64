import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { bundled } from '../../testing/bundled.ts';
import { ownDirectory } from '../../testing/database.ts';
import { anyText } from '../../testing/matching.ts';
import { lockDirectory } from './directory-lock.ts';

test('two consoles cannot have one directory; the end of a process, however it comes, frees it', async () => {
  const directory = ownDirectory();
  const holder = spawn(process.execPath, [await bundled('server/testing/lock-holder.ts'), directory], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => void holder.kill('SIGKILL'));
  await once(holder.stdout, 'data');

  const refused = lockDirectory(directory);
  await expect(refused).rejects.toMatchObject({
    code: 'conflict',
    message: `Another console (process ${holder.pid}) uses the data directory ${directory} already.`,
  });
  await expect(refused).rejects.toHaveProperty('fix', expect.stringContaining('VEN_DATA_DIR'));
  const other = await lockDirectory(ownDirectory());
  await other.close();

  holder.kill('SIGKILL');
  await once(holder, 'exit');
  const lock = await lockDirectory(directory);
  await expect(lockDirectory(directory)).rejects.toMatchObject({ code: 'conflict' });
  await lock.close();
  await (await lockDirectory(directory)).close();
  // Nothing was written: a full disk does not matter.
  expect(statSync(path.join(directory, 'lock')).size).toBe(0);
});

test('a folder that is missing is named, with what to do', async () => {
  const missing = path.join(ownDirectory(), 'missing', 'folder');
  await expect(lockDirectory(missing)).rejects.toMatchObject({
    code: 'database-unusable',
    fix: anyText,
  });
});
