import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { lockDirectory } from './db/sqlite/directory-lock.ts';
import { bundled } from './testing/bundled.ts';
import { ownDirectory } from './testing/database.ts';
import { eventually } from './testing/eventually.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
const MAIN = await bundled('server/main.ts');

function start(environment: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, [MAIN], {
    cwd: ROOT,
    env: { ...process.env, VEN_SIMULATOR: 'off', ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

/** What the program says when it cannot start, with which exit code it ends. */
async function refusal(environment: Readonly<Record<string, string>>) {
  const child = start(environment);
  const [said] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  return { code: child.exitCode, said };
}

test('the data directory of another console', async () => {
  const directory = ownDirectory();
  const lock = await lockDirectory(directory);
  const { code, said } = await refusal({ VEN_DATA_DIR: directory, PORT: '0' });
  await lock.close();
  expect(code).toBe(1);
  expect(said).toContain(`Another console (process ${process.pid}) uses the data directory ${directory}`);
  expect(said).toContain('VEN_DATA_DIR');
});

test.runIf(process.getuid?.() === 0)('a full disk is said so, and nothing is made', async () => {
  const directory = ownDirectory();
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', directory]);
  onTestFinished(() => void execFileSync('umount', ['--lazy', directory]));
  const { code, said } = await refusal({ VEN_DATA_DIR: directory, PORT: '0' });
  expect(code).toBe(1);
  expect(said).toContain(`The disk of the data directory ${directory} is full: 1.0 MiB are free`);
  expect(said).toContain('Free some space on it, or set VEN_DATA_DIR');
  expect(readdirSync(directory)).toEqual([]);
});

test('a port in use is found before anything is made', async () => {
  const directory = ownDirectory();
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  onTestFinished(() => void other.close());
  const address = other.address();
  const port = String(typeof address === 'object' && address !== null ? address.port : 0);
  const { code, said } = await refusal({ VEN_DATA_DIR: directory, PORT: port });
  expect(code).toBe(1);
  expect(said).toContain(`Port ${port} of 127.0.0.1 is in use by another program.`);
  expect(said).toContain('choose another port with PORT');
  expect(readdirSync(directory)).toEqual(['lock']);
});

test('a signal in the middle of the start stops it in order, also when npm hands its own on behind it', async () => {
  const directory = ownDirectory();
  const child = start({ VEN_DATA_DIR: directory, PORT: '0', VEN_LIBVIRT_URI: 'test:///default' });
  const lines = createInterface({ input: child.stderr });
  lines.on('line', (line) => {
    if (line.includes('shutting down')) child.kill('SIGINT');
  });
  const ended = once(child, 'exit');
  await eventually('the lock', () => existsSync(path.join(directory, 'lock')) || undefined);
  child.kill('SIGHUP');
  expect(await ended).toEqual([0, null]);
});
