import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from '@playwright/test';
import { findBrowser } from '../scripts/find-program.mjs';

const ROOT = path.resolve(import.meta.dirname, '..');
const MINUTE = 60_000;

// scripts/test/suites.mjs says why, and what to run.
test.skip(findBrowser() === undefined, 'there is no browser');

let dataDir = '';
let development: ChildProcess | undefined;

test.beforeEach(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'ven-dev-'));
});

test.afterEach(async () => {
  if (development?.pid !== undefined && development.exitCode === null) {
    const ended = once(development, 'exit');
    process.kill(-development.pid, 'SIGTERM');
    await ended;
  }
  rmSync(dataDir, { recursive: true, force: true });
});

/** `npm run dev` without its preparation, on a free port, and where it serves. */
async function developing(): Promise<string> {
  const child = spawn('npm', ['run', '--ignore-scripts', 'dev'], {
    cwd: ROOT,
    env: { ...process.env, PORT: '0', VEN_DATA_DIR: dataDir, VEN_SIMULATOR: 'off' },
    stdio: ['ignore', 'pipe', 'inherit'],
    // A process group, since npm starts others.
    detached: true,
  });
  development = child;
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /https?:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0];
    if (url === undefined) continue;
    child.stdout.resume();
    return url;
  }
  throw new Error('npm run dev ended before it served');
}

test('npm run dev updates an open page when its source changes', async ({ page }) => {
  test.setTimeout(2 * MINUTE);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  const reloading = page.waitForEvent('websocket', (socket) => socket.url().includes('/_next/'));
  await page.goto(await developing(), { timeout: MINUTE });
  const socket = await reloading;
  await socket.waitForEvent('framereceived', ({ payload }) => payload.includes('"built"'));
  await page.getByLabel('E-mail').fill('a@example.org');
  await page.getByLabel('Password').fill('a password');
  // Scripts run: without them it stays as it was served.
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeEnabled();
  expect(complaints).toEqual([]);
});
