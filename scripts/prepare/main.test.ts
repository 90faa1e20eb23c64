import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { ROOT } from '../root.mjs';

const asNobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
const INSTALL = 'sudo apt-get install --yes --no-install-recommends libvirt-daemon-system';

interface Said {
  readonly code: number | null;
  readonly told: string;
  /** What sudo was asked to do. */
  readonly done: string;
}

/**
 * Runs a script as a user who may do nothing, on a machine without host packages. Its PATH has only a dpkg-query that
 * knows of none and, if wanted, a sudo that notes what it is asked, and fails; so nothing can be changed.
 */
async function prepared(
  args: readonly string[],
  { sudo = false, environment = {} }: { sudo?: boolean; environment?: Record<string, string> } = {},
): Promise<Said> {
  const folder = mkdtempSync(path.join(tmpdir(), 'ven-prepare-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  chmodSync(folder, 0o777);
  const program = (name: string, script: string) =>
    writeFileSync(path.join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  program('dpkg-query', 'exit 1');
  const notes = path.join(folder, 'notes');
  if (sudo) program('sudo', `test "$*" = '-n true' && exit 0; echo "$*" >>${notes}; exit 1`);
  const child = spawn(process.execPath, [...args], {
    cwd: ROOT,
    env: { PATH: folder, HOME: folder, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
    ...asNobody,
  });
  const [told] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  return { code: child.exitCode, told, done: existsSync(notes) ? readFileSync(notes, 'utf8') : '' };
}

test('without root and sudo it lists what is missing, says what to run, begins nothing and ends', async () => {
  const { code, told } = await prepared(['scripts/prepare.mjs', 'start']);
  expect(code).toBe(1);
  expect(told).toMatch(/✗ host packages .*not installed: libvirt-daemon-system /);
  expect(told).toContain('run: sudo apt-get update\n');
  expect(told).toContain(INSTALL);
  expect(told).toMatch(/^. guest systems /m);
  expect(told).not.toContain('→');
});

test('with sudo it tries, and when that fails it says the same', async () => {
  const { code, told, done } = await prepared(['scripts/prepare.mjs', 'start'], { sudo: true });
  expect(code).toBe(1);
  expect(done).toMatch(/apt-get .*update\n.*apt-get .*install .* -- libvirt-daemon-system /s);
  expect(told).toMatch(/→ host packages/);
  expect(told).toContain(INSTALL);
});

test.for([
  ['scripts/prepare.mjs', 'start', '--check'],
  ['scripts/start.mjs', '--check'],
  ['scripts/test.mjs', '--check'],
])('%j only reports', async (args) => {
  const { code, told, done } = await prepared(args, { sudo: true });
  expect(code).toBe(1);
  expect(told).toContain(INSTALL);
  expect(told).toMatch(/^. guest systems /m);
  expect(told).not.toContain('→');
  expect(done).toBe('');
});

test('npm start --check: what npm runs first leaves it to the script', async () => {
  const environment = { npm_config_check: 'true', npm_lifecycle_event: 'prestart' };
  const first = await prepared(['scripts/prepare.mjs', 'start'], { sudo: true, environment });
  expect(first).toEqual({ code: 0, told: '', done: '' });
  const { told, done } = await prepared(['scripts/start.mjs'], {
    sudo: true,
    environment: { npm_config_check: 'true', npm_lifecycle_event: 'start' },
  });
  expect(told).toContain(INSTALL);
  expect(done).toBe('');
});
