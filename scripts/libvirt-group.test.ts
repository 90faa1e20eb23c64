import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { expect, test } from 'vitest';
import { withGroup } from './libvirt-group.mjs';

const module = path.join(import.meta.dirname, 'libvirt-group.mjs');
const obedient =
  "process.on('SIGINT', () => process.exit(7)); setInterval(() => {}, 1000); console.log('it’s up')";
const outer = `import { runWithGroup } from ${JSON.stringify(module)};
process.exitCode = await runWithGroup([process.execPath, '-e', ${JSON.stringify(obedient)}]);`;

test('arguments reach the command unchanged through the shell of sg', () => {
  expect(withGroup(['node', "it's"]).at(-1)).toBe(String.raw`exec 'node' 'it'\''s'`);
});

test.for(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
  '%s ends the command, and its exit code is returned',
  async (signal) => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', outer], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    child.kill(signal);
    expect(await once(child, 'close')).toEqual([7, null]);
  },
);
