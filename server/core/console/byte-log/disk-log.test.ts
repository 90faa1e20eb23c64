import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { bundled } from '../../../testing/bundled.ts';
import { containing } from '../../../testing/matching.ts';
import type { ByteChunk } from '../../api.ts';
import { DiskLog } from './disk-log.ts';

let directory: string;
const opened: DiskLog[] = [];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'byte-log-'));
});
afterEach(async () => {
  for (const log of opened.splice(0)) await log.dispose();
  await rm(directory, { recursive: true, force: true });
});

async function open(limit?: number): Promise<DiskLog> {
  const log = await DiskLog.open({
    directory,
    port: 1,
    live: true,
    ...(limit === undefined ? {} : { limit }),
  });
  opened.push(log);
  return log;
}

/** Everything from `from` on, with gaps in brackets. */
async function all(log: DiskLog, from = 0, limit = 7): Promise<string> {
  let text = '';
  let at = from;
  for (;;) {
    const chunk: ByteChunk | null = await log.read(at, limit);
    if (chunk === null) return text;
    text +=
      chunk.kind === 'bytes' ? chunk.bytes.toString('latin1') : `[${String(chunk.from)}-${String(chunk.to)}]`;
    at = chunk.kind === 'bytes' ? chunk.offset + chunk.bytes.length : chunk.to;
  }
}

test('recordings are accessible to this user only', async () => {
  const below = join(directory, 'boot', 'ttyS0');
  const log = await DiskLog.open({ directory: below, port: 0, live: true });
  opened.push(log);
  log.append(Buffer.from('secret'));
  log.skip(20, 'a reason');
  await log.flushed();
  // Times of arrival are written a moment after the bytes; reading them waits for that.
  await log.times(0, 6);
  const modes = (await readdir(below)).map((name) => statSync(join(below, name)).mode & 0o777);
  expect(modes).toEqual([0o600, 0o600, 0o600]);
  expect([below, join(below, '..')].map((each) => statSync(each).mode & 0o777)).toEqual([0o700, 0o700]);
});

test('written bytes are readable from any offset, also after the log was closed and reopened', async () => {
  const log = await open();
  for (const word of ['one ', 'two ', '', 'three']) log.append(Buffer.from(word));
  expect(log.end).toBe(13);
  await log.flushed();
  expect(log.facts).toEqual({ port: 1, start: 0, end: 13, gaps: [] });
  await log.dispose();
  const again = await open();
  again.append(Buffer.from(' four'));
  await again.flushed();
  for (let from = 0; from <= 18; from++)
    expect(await all(again, from)).toBe('one two three four'.slice(from));
  expect(await again.read(99, 10)).toBeNull();
});

test('the oldest bytes are removed first and reported as a gap, also after a restart', async () => {
  const log = await open(160);
  for (let line = 0; line < 100; line++) log.append(Buffer.from(`${String(line).padStart(3, '0')}\n`));
  await log.flushed();
  const { start, end } = log.facts;
  expect(end).toBe(400);
  expect(end - start).toBeLessThanOrEqual(160);
  expect(start).toBeLessThanOrEqual(end - 150);
  expect(await log.read(0, 10)).toMatchObject({ kind: 'gap', from: 0, to: start });
  const kept = await all(log);
  await log.dispose();
  expect(await all(await open(160))).toBe(kept);
  expect(kept.endsWith('098\n099\n')).toBe(true);
});

test('a gap is kept in its place with its reason, also after a restart', async () => {
  const log = await open();
  log.append(Buffer.from('abc'));
  log.skip(10, 'the line was cut');
  log.append(Buffer.from('def'));
  log.skip(5, 'not a gap: it lies behind');
  expect(log.end).toBe(13);
  await log.flushed();
  const gaps = [{ from: 3, to: 10, reason: 'the line was cut' }];
  expect(log.facts).toEqual({ port: 1, start: 0, end: 13, gaps });
  await log.dispose();
  const again = await open();
  expect(again.facts).toEqual({ port: 1, start: 0, end: 13, gaps });
  expect(await all(again)).toBe('abc[3-10]def');
  again.skip(20, 'at the end');
  await again.flushed();
  expect(again.facts.gaps.at(-1)).toEqual({ from: 13, to: 20, reason: 'at the end' });
  expect(await all(again, 12)).toBe('f[13-20]');
});

test('what was never recorded before the first byte is not taken for what was removed', async () => {
  const log = await open(160);
  log.skip(10, 'the reader came late');
  log.append(Buffer.from('abc'));
  await log.flushed();
  const late = { from: 0, to: 10, reason: 'the reader came late' };
  expect(log.facts).toMatchObject({ start: 0, end: 13, gaps: [late] });
  expect(await log.read(0, 10)).toEqual({ kind: 'gap', ...late });
  await log.dispose();
  const again = await open(160);
  expect(again.facts).toMatchObject({ start: 0, gaps: [late] });
  for (let line = 0; line < 100; line++) again.append(Buffer.from(`${String(line).padStart(3, '0')}\n`));
  await again.flushed();
  const { start, gaps } = again.facts;
  expect(start).toBeGreaterThan(13);
  expect(gaps).toEqual([]);
  expect(await again.read(0, 10)).toMatchObject({ to: start, reason: containing('removed') });
});

test('wrong bytes are removed by a rewind', async () => {
  const log = await open(160);
  log.append(Buffer.from('0123456789abcdefghij'));
  log.skip(30, 'gap');
  log.append(Buffer.from('klm'));
  await log.flushed();
  await log.rewind(12);
  expect(log.end).toBe(12);
  log.append(Buffer.from('CD'));
  await log.flushed();
  expect(await all(log)).toBe('0123456789abCD');
  await log.dispose();
  expect(await all(await open(160))).toBe('0123456789abCD');
});

test('watchers are notified of the first bytes at once, of many bytes rarely, and of the end', async () => {
  const log = await open();
  let calls = 0;
  const unwatch = log.watch(() => calls++);
  const begin = performance.now();
  for (let round = 0; round < 500; round++) {
    log.append(Buffer.from('some crumbs'));
    await log.read(0, 1);
  }
  await expect.poll(() => log.facts.end).toBe(log.end);
  const elapsed = performance.now() - begin;
  expect(calls).toBeGreaterThan(0);
  expect(calls).toBeLessThanOrEqual(3 + elapsed / 16);
  const heard = calls;
  await log.finish();
  expect(log.live).toBe(false);
  expect(calls).toBeGreaterThan(heard);
  unwatch();
  expect(log.watchers).toBe(0);
});

test('a full disk causes a gap that names it; recording continues once there is space', async () => {
  const log = await open(16 * 10);
  log.append(Buffer.from('0123456789'));
  await log.flushed();
  // The next segment: writing to this device always finds it full.
  const next = join(directory, '0000000000000010.bytes');
  await symlink('/dev/full', next);
  log.append(Buffer.from('lost!'));
  await log.flushed();
  expect(log.facts).toMatchObject({ end: 15, gaps: [{ from: 10, to: 15 }] });
  expect(log.facts.gaps[0]?.reason).toMatch(/no space/i);
  await rm(next);
  await vi.waitFor(
    async () => {
      log.append(Buffer.from('+'));
      await log.flushed();
      expect((await all(log)).endsWith('+')).toBe(true);
    },
    { timeout: 20_000, interval: 100 },
  );
  const text = await all(log);
  expect(text).toMatch(/^0123456789\[10-\d+\]\++$/);
  await log.dispose();
  expect(await all(await open(160))).toBe(text);
  expect((await readdir(directory)).filter((name) => name.endsWith('.gap'))).toHaveLength(1);
});

test('removing the directory does no harm', async () => {
  const log = await open();
  await rm(directory, { recursive: true });
  log.append(Buffer.from('lost'));
  await log.flushed();
  expect(log.facts.end).toBe(4);
  expect(await log.read(0, 10)).toMatchObject({ kind: 'gap', from: 0, to: 4 });
});

test('a failed step is reported, and the next one is tried', async () => {
  const failed: unknown[] = [];
  const log = await DiskLog.open({ directory, port: 1, live: true, onError: (error) => failed.push(error) });
  opened.push(log);
  log.append(Buffer.from('0123456789'));
  await log.flushed();
  await rm(directory, { recursive: true });
  await log.rewind(5);
  expect(failed).toMatchObject([{ code: 'ENOENT' }]);
  log.append(Buffer.from('more'));
  await log.flushed();
  expect(failed).toHaveLength(1);
});

test('killed at any moment: no written byte is lost, none invented', async () => {
  const script = await bundled('server/testing/console/append-forever.ts');
  for (let round = 0; round < 4; round++) {
    const child = spawn(process.execPath, [script, directory], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let promised = 0;
    for await (const line of createInterface({ input: child.stdout })) {
      promised = Number(line);
      if (promised > (round + 1) * 100_000) child.kill('SIGKILL');
    }
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    const log = await open(64 * 2 ** 20);
    const text = await all(log, 0, 2 ** 20);
    await log.dispose();
    expect(text.length).toBeGreaterThanOrEqual(promised);
    const whole = Math.ceil(text.length / 8);
    const expected = Array.from({ length: whole }, (_, index) => `${String(index).padStart(7, '0')}\n`).join(
      '',
    );
    expect(expected.startsWith(text)).toBe(true);
    // So that the next round begins with a whole line.
    const repair = await open(64 * 2 ** 20);
    await repair.rewind(text.length - (text.length % 8));
  }
});
