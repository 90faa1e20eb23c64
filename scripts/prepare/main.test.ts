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

interface Result {
  readonly code: number | null;
  readonly output: string;
  /** The commands passed to sudo. */
  readonly done: string;
}

/**
 * Runs a script as an unprivileged user, on a machine without host packages. Its PATH has only a dpkg-query that knows
 * none and, optionally, a sudo that records its arguments and fails, so nothing can be changed.
 */
async function prepared(
  args: readonly string[],
  { sudo = false, environment = {} }: { sudo?: boolean; environment?: Record<string, string> } = {},
): Promise<Result> {
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
  const [output] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  return { code: child.exitCode, output, done: existsSync(notes) ? readFileSync(notes, 'utf8') : '' };
}

test('without root and sudo it lists what is missing and what to run, and changes nothing', async () => {
  const { code, output } = await prepared(['scripts/prepare.mjs', 'start']);
  expect(code).toBe(1);
  expect(output).toMatch(/✗ host packages .*not installed: libvirt-daemon-system /);
  expect(output).toContain('run: sudo apt-get update && sudo apt-get install');
  expect(output).toContain(INSTALL);
  expect(output).toMatch(/^. guest systems /m);
  expect(output).not.toContain('→');
});

test('with sudo it tries to install, and reports the same if that fails', async () => {
  const { code, output, done } = await prepared(['scripts/prepare.mjs', 'start'], { sudo: true });
  expect(code).toBe(1);
  expect(done).toMatch(/apt-get .*update\n.*apt-get .*install .* -- libvirt-daemon-system /s);
  expect(output).toMatch(/→ host packages/);
  expect(output).toContain(INSTALL);
});

test.for([
  ['scripts/prepare.mjs', 'start', '--check'],
  ['scripts/start.mjs', '--check'],
  ['scripts/test.mjs', '--check'],
])('%j only reports', async (args) => {
  const { code, output, done } = await prepared(args, { sudo: true });
  expect(code).toBe(1);
  expect(output).toContain(INSTALL);
  expect(output).toMatch(/^. guest systems /m);
  expect(output).not.toContain('→');
  expect(done).toBe('');
});

test('npm start --check: the pre-script leaves the report to the script', async () => {
  const environment = { npm_config_check: 'true', npm_lifecycle_event: 'prestart' };
  const first = await prepared(['scripts/prepare.mjs', 'start'], { sudo: true, environment });
  expect(first).toEqual({ code: 0, output: '', done: '' });
  const { output, done } = await prepared(['scripts/start.mjs'], {
    sudo: true,
    environment: { npm_config_check: 'true', npm_lifecycle_event: 'start' },
  });
  expect(output).toContain(INSTALL);
  expect(done).toBe('');
});
