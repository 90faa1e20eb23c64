import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { expect, it, onTestFinished } from 'vitest';
import type { IndexQuery } from '../../db/search-index/api.ts';
import { bundled } from '../../testing/bundled.ts';
import { ownDirectory } from '../../testing/database.ts';
import { DiskLog } from '../console/byte-log/disk-log.ts';
import { removeLogs } from '../retention/boot-files.ts';
import { type IndexEngine, INDEX_FILE, IndexFullError, LocalIndexEngine } from './index-engine.ts';
import { WorkerIndexEngine } from './worker-engine.ts';

const T = Date.UTC(2026, 1, 1);
const QUERY: Omit<IndexQuery, 'terms'> = {
  ...{ excluded: [], boots: null, stages: [], ports: [], since: null, until: null, before: null },
  ...{ limit: 25, lines: 1000, patience: 60_000 },
};

interface Prepared {
  readonly dataDir: string;
  readonly id: string;
  readonly engine: IndexEngine;
}

function prepared(dataDir = ownDirectory(), id: string = randomUUID()): Prepared {
  const engine = new LocalIndexEngine({ dataDir, reservedBytes: 0 });
  onTestFinished(() => engine.close());
  return { dataDir, id, engine };
}

async function logOf({ dataDir, id }: Prepared, limit?: number) {
  let now = T;
  const log = await DiskLog.open({
    ...{ directory: path.join(dataDir, 'boots', id, 'ttyS0'), port: 0, live: true, clock: () => now },
    ...(limit === undefined ? {} : { limit }),
  });
  onTestFinished(() => log.dispose());
  return {
    log,
    print: async (text: string, at = now) => {
      now = at;
      log.append(Buffer.from(text));
      await log.flushed();
    },
  };
}

/** Until nothing more is there; the number of steps. */
async function index({ engine, id }: Prepared, ended = false): Promise<number> {
  for (let steps = 1; ; steps++) {
    const { more } = await engine.step({ boot: { id, startedAt: T, stages: [] }, ended });
    if (!more) return steps;
    expect(steps).toBeLessThan(1000);
  }
}

const hits = async (engine: IndexEngine, terms: string, rest: Partial<IndexQuery> = {}) =>
  (await engine.find({ ...QUERY, ...rest, terms: [terms] })).boots;
const lines = async (engine: IndexEngine, terms: string) =>
  (await hits(engine, terms)).flatMap((boot) => boot.lines.map(({ text }) => text));

it('finds lines as a terminal shows them, with place and time, also one that has not ended', async () => {
  const it = prepared();
  const { print, log } = await logOf(it);
  await print('\u001B[2J\u001B[1;31mPXE-E18:\u001B[0m timeout\r\n', T + 100);
  await print('loading 10%\rloading 20%\r\nbooting from ha', T + 5000);
  await print('rd disk\r\ngrub rescue> ', T + 9000);
  await log.flushed();
  await log.times(0, log.end);
  await index(it);
  const [boot] = await hits(it.engine, 'pxe-e18');
  expect(boot?.lines).toEqual([{ port: 0, offset: 11, at: T + 100, stage: null, text: 'PXE-E18: timeout' }]);
  expect(await lines(it.engine, 'loading')).toEqual(['loading 10%', 'loading 20%']);
  expect((await hits(it.engine, 'hard disk'))[0]?.firstAt).toBe(T + 5000);
  expect(await lines(it.engine, 'rescue')).toEqual(['grub rescue>']);
  await print('ls\r\nerror: no such device.\r\n');
  await index(it);
  expect(await lines(it.engine, 'rescue')).toEqual(['grub rescue> ls']);
  expect(await lines(it.engine, 'no such device')).toEqual(['error: no such device.']);
});

it('goes through a flood in steps, and has each line once', async () => {
  const it = prepared();
  const { print } = await logOf(it);
  const printed = Array.from({ length: 30_000 }, (_, number) => `line ${number} of a flood of output\r\n`);
  await print(printed.join(''));
  expect(await index(it, true)).toBeGreaterThan(1);
  for (const number of [0, 1, 15_000, 29_999])
    expect(await lines(it.engine, `line ${number} of`)).toEqual([`line ${number} of a flood of output`]);
  expect((await hits(it.engine, 'flood'))[0]).toMatchObject({ more: true });
});

it('ends with lines that never end, and with control characters only', async () => {
  const it = prepared();
  const { print } = await logOf(it);
  await print(`begin ${'x'.repeat(1_500_000)}${'\u001B[0m'.repeat(300_000)}`);
  await print('\r\nthe end of it\r\n');
  expect(await index(it, true)).toBeLessThan(20);
  expect(await lines(it.engine, 'begin xxx')).toHaveLength(1);
  expect(await lines(it.engine, 'end of it')).toEqual(['the end of it']);
});

it('follows a log that is cut at its beginning, has gaps, or goes back', async () => {
  const it = prepared();
  const { print, log } = await logOf(it, 64 * 1024);
  await print('the first line\r\n');
  await index(it);
  log.skip(log.end + 1000, 'the reader was away');
  await print('after the gap\r\n');
  await index(it);
  expect(await lines(it.engine, 'after the gap')).toEqual(['after the gap']);
  const end = log.end;
  await print('not really printed\r\n');
  await index(it);
  await log.rewind(end);
  await print('really\r\n');
  await index(it);
  expect(await lines(it.engine, 'really')).toEqual(['really']);
  for (let each = 0; each < 100; each++) await print(`${each} ${'much more output '.repeat(60)}\r\n`);
  await index(it, true);
  expect(await lines(it.engine, 'first line')).toEqual([]);
  expect(await lines(it.engine, '99 much more')).toHaveLength(1);
});

it('forgets logs that were removed, at once or when it is opened again', async () => {
  const it = prepared();
  const { print, log } = await logOf(it);
  await print('an error\r\n');
  await log.finish();
  await index(it, true);
  expect(await lines(it.engine, 'error')).toHaveLength(1);
  await removeLogs(path.join(it.dataDir, 'boots'), it.id, 'old');
  await it.engine.close();
  const again = prepared(it.dataDir, it.id);
  expect(await again.engine.open()).toEqual({ renewed: null, done: [] });
  expect(await lines(again.engine, 'error')).toEqual([]);
  await again.engine.forget(it.id);
});

it('takes no room that the logs may need, and goes on when there is some', async () => {
  const it = prepared();
  const { print } = await logOf(it);
  await print('an error\r\n');
  const full = new LocalIndexEngine({ dataDir: it.dataDir, reservedBytes: Number.MAX_SAFE_INTEGER });
  onTestFinished(() => full.close());
  await expect(index({ ...it, engine: full })).rejects.toThrow(IndexFullError);
  expect(await lines(full, 'error')).toEqual([]);
  await full.close();
  await index(it);
  expect(await lines(it.engine, 'error')).toEqual(['an error']);
});

it('refuses names of boots that could lead elsewhere', async () => {
  const it = prepared();
  await expect(index({ ...it, id: '../../etc' })).rejects.toThrow('Invalid UUID');
});

it('works in a thread of its own, which comes again when it has ended', async () => {
  const it = prepared();
  const { print } = await logOf(it);
  await print('an error\r\n');
  const engine = new WorkerIndexEngine({ dataDir: it.dataDir });
  onTestFinished(() => engine.close());
  expect(await engine.open()).toEqual({ renewed: 'missing', done: [] });
  await index({ ...it, engine }, true);
  expect(await lines(engine, 'error')).toEqual(['an error']);
  await expect(index({ ...it, engine, id: '..' })).rejects.toThrow('Invalid UUID');
  await engine.close();
  expect(await engine.open()).toEqual({ renewed: null, done: [it.id] });
  await engine.forget(it.id);
  expect(await lines(engine, 'error')).toEqual([]);
  await engine.close();
});

const FOREVER = await bundled('server/testing/index-forever.ts');

it('loses nothing and has nothing twice when its process is killed at any time', async () => {
  const it = prepared();
  let printed = 0;
  for (let kill = 0; kill < 2; kill++) {
    const child = spawn(process.execPath, [FOREVER, it.dataDir, it.id, String(printed)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    printed = await killedAfter(child, printed + 40);
  }
  await index(it, true);
  for (let line = 0; line < printed; line++)
    expect(await lines(it.engine, `line ${line} of`), `line ${line}`).toHaveLength(1);
  expect(statSync(path.join(it.dataDir, INDEX_FILE)).size).toBeGreaterThan(0);
  rmSync(path.join(it.dataDir, 'boots'), { recursive: true });
});

/** How many lines it had printed by then. */
async function killedAfter(child: ChildProcess, enough: number): Promise<number> {
  if (child.stdout === null) throw new Error('its output is not read');
  let last = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    last = Number(line);
    if (last >= enough) child.kill('SIGKILL');
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return last;
}
