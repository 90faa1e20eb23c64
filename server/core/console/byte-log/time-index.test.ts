import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, existsSync, readdirSync, rmSync, statSync, truncateSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { bundled } from '../../../testing/bundled.ts';
import { ownDirectory } from '../../../testing/database.ts';
import { DiskLog, type DiskLogOptions } from './disk-log.ts';
import { readArrivals, TimeIndex } from './time-index.ts';

const NOON = Date.parse('2026-01-01T12:00:00.000Z');
const FIRST = '0000000000000000.times';
const RECORD = 16;

async function open(directory: string, options: Partial<DiskLogOptions> = {}) {
  const clock = { now: NOON };
  const log = await DiskLog.open({ directory, port: 0, live: true, clock: () => clock.now, ...options });
  onTestFinished(() => log.dispose());
  return {
    log,
    /** At that many milliseconds after noon. */
    arrive: async (text: string, ms: number) => {
      clock.now = NOON + ms;
      log.append(Buffer.from(text));
      await log.flushed();
    },
  };
}

/** Times in milliseconds since noon. */
const times = async (log: DiskLog, from = 0, to = Infinity) =>
  (await log.times(from, to)).map((arrival) => [arrival.from, arrival.to, arrival.at - NOON]);

test('ranges of bytes have their time of arrival, also after the log was closed and reopened', async () => {
  const directory = ownDirectory();
  const { log, arrive } = await open(directory);
  await arrive('0123', 0);
  await arrive('456', 1000);
  log.skip(10, 'lost');
  await arrive('ab', 3000);
  const all = [
    [0, 4, 0],
    [4, 7, 1000],
    [10, 12, 3000],
  ];
  expect(await times(log)).toEqual(all);
  expect(await times(log, 2, 5)).toEqual([
    [2, 4, 0],
    [4, 5, 1000],
  ]);
  expect(await times(log, 7, 10)).toEqual([]);
  await log.dispose();
  const again = await open(directory);
  await again.arrive('c', 60_000);
  expect(await times(again.log)).toEqual([...all, [12, 13, 60_000]]);
});

test('bytes that arrive within a sixtieth of a second share a record', async () => {
  const directory = ownDirectory();
  const index = new TimeIndex(directory, 2 ** 20, (error) => expect.fail(String(error)));
  expect(index.dueIn).toBeNull();
  // One byte a millisecond.
  for (let ms = 0; ms < 1000; ms++) index.note(0, ms + 1, NOON + ms);
  expect(index.dueIn).toBe(0);
  await index.close();
  expect(index.dueIn).toBeNull();
  const records = await readArrivals(directory, [{ from: 0, size: 1000 }], 0, 1000);
  expect(records.length).toBeLessThanOrEqual(60);
  expect(records.at(-1)?.to).toBe(1000);
  // The first byte of each came when it says.
  for (const { from, at } of records) expect(at).toBe(NOON + from);
});

test('it shrinks with the oldest bytes and never exceeds their limit', async () => {
  const directory = ownDirectory();
  const { log, arrive } = await open(directory, { limit: 160 });
  for (let line = 0; line < 40; line++) await arrive('0123456789', line * 1000);
  const { start, end } = log.facts;
  const known = await times(log);
  expect(known[0]).toEqual([start, start + 10, (start / 10) * 1000]);
  expect(known.at(-1)).toEqual([end - 10, end, 39_000]);
  const names = readdirSync(directory);
  const segments = names.filter((name) => name.endsWith('.bytes')).map((name) => name.slice(0, 16));
  const indexes = names.filter((name) => name.endsWith('.times')).map((name) => name.slice(0, 16));
  expect(indexes).toEqual(segments);
});

test('the records of a segment stop at its limit; the next segment starts afresh', async () => {
  const directory = ownDirectory();
  const { log, arrive } = await open(directory, { limit: 16 * 1000 });
  for (let byte = 0; byte < 1001; byte++) await arrive('x', byte * 1000);
  await log.dispose();
  expect(statSync(path.join(directory, FIRST)).size).toBe(4096);
  const known = await times(log);
  expect(known).toHaveLength(4096 / RECORD + 1);
  expect(known.at(-1)).toEqual([1000, 1001, 1_000_000]);
});

test('removed bytes have no time, and their replacements have their own', async () => {
  const { log, arrive } = await open(ownDirectory());
  await arrive('0123456789', 0);
  await arrive('0123456789', 1000);
  await log.rewind(15);
  await arrive('abc', 2000);
  expect(await times(log)).toEqual([
    [0, 10, 0],
    [10, 15, 1000],
    [15, 18, 2000],
  ]);
  await log.rewind(0);
  await arrive('abc', 3000);
  expect(await times(log)).toEqual([[0, 3, 3000]]);
});

test('an index with a partial record, or ahead of the bytes, does no harm', async () => {
  const directory = ownDirectory();
  const first = await open(directory);
  await first.arrive('0123', 0);
  await first.arrive('4567', 1000);
  await first.log.dispose();
  truncateSync(path.join(directory, FIRST), RECORD + 5);
  const second = await open(directory);
  await second.arrive('89', 2000);
  expect(await times(second.log)).toEqual([
    [0, 4, 0],
    [4, 10, 2000],
  ]);
  await second.log.dispose();
  truncateSync(path.join(directory, '0000000000000000.bytes'), 6);
  const third = await open(directory);
  expect(await times(third.log)).toEqual([
    [0, 4, 0],
    [4, 6, 2000],
  ]);
});

test('a log without an index stays readable and gets one from then on', async () => {
  const directory = ownDirectory();
  appendFileSync(path.join(directory, '0000000000000000.bytes'), 'older');
  const recorded = await DiskLog.open({ directory, port: 0, live: false });
  expect(await recorded.times(0, 5)).toEqual([]);
  const { log, arrive } = await open(directory);
  await arrive('new', 1000);
  // The arrival of the earlier bytes is unknown, but was not later.
  expect(await times(log)).toEqual([[0, 8, 1000]]);
  expect(await log.read(0, 100)).toMatchObject({ bytes: Buffer.from('oldernew') });
});

test('killed at any moment, it covers only existing bytes, in order', async () => {
  const directory = ownDirectory();
  const script = await bundled('server/testing/console/append-forever.ts');
  for (let round = 1; round <= 2; round++) {
    const child = spawn(process.execPath, [script, directory], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    for await (const line of createInterface({ input: child.stdout }))
      if (Number(line) > round * 200_000) child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    const log = await DiskLog.open({ directory, port: 0, live: true, limit: 64 * 2 ** 20 });
    const known = await log.times(0, Infinity);
    expect(known.length).toBeGreaterThan(0);
    for (const [index, { from, to, at }] of known.entries()) {
      expect(from).toBe(known[index - 1]?.to ?? 0);
      expect(to).toBeLessThanOrEqual(log.end);
      expect(at).toBeGreaterThanOrEqual(known[index - 1]?.at ?? 0);
    }
    await log.rewind(log.end - (log.end % 8));
    await log.dispose();
  }
});

test('a failure to write times is reported, and the bytes are recorded anyway', async () => {
  const directory = ownDirectory();
  const failed: unknown[] = [];
  const { log, arrive } = await open(directory, { onError: (error) => failed.push(error) });
  await arrive('0123', 0);
  await log.times(0, 4);
  rmSync(directory, { recursive: true });
  await log.rewind(0);
  await arrive('4567', 1000);
  expect(await times(log)).toEqual([]);
  expect(existsSync(directory)).toBe(false);
  expect(failed.length).toBeGreaterThan(0);
});
