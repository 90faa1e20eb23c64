import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, it, onTestFinished } from 'vitest';
import { searchQuery, type SearchAsked } from '../../../lib/contract/search.ts';
import type { BootRow, Database, NodeRow } from '../../db/api.ts';
import { bootRow, MOMENT, ownDatabase, ownDirectory, storedNode } from '../../testing/database.ts';
import { eventually } from '../../testing/eventually.ts';
import { recordBoot } from '../../testing/recorded-boot.ts';
import { DiskLog } from '../console/byte-log/disk-log.ts';
import { removeBoot } from '../retention/boot-files.ts';
import { INDEX_FILE, type IndexEngine, IndexFullError, LocalIndexEngine } from './index-engine.ts';
import { Indexer } from './indexer.ts';
import { Search } from './search.ts';

const SILENT = pino({ level: 'silent' });

interface Place {
  readonly dataDir: string;
  readonly database: Database;
}

async function ownPlace(): Promise<Place> {
  const dataDir = ownDirectory();
  return { dataDir, database: await ownDatabase(dataDir) };
}

/** Indexer and search of a console with these boots under way. */
function started({ dataDir, database }: Place, running: readonly BootRow[] = [], changed?: IndexEngine) {
  const engine = changed ?? new LocalIndexEngine({ dataDir, reservedBytes: 0 });
  const context = { database, dataDir, logger: SILENT, now: () => MOMENT };
  const live = new Map(running.map((boot) => [boot.nodeId, boot]));
  const registry = { all: () => [...live.keys()].map((id) => ({ row: { id }, stages: [] })) };
  const indexer = new Indexer({ context, registry, boots: { running: (id) => live.get(id) }, engine });
  const runs = {
    list: () => Promise.resolve([{ id: 'r1', name: 'lab · 1 node · 10:00', request: { name: 'lab' } }]),
  };
  const search = new Search({ context, runs, engine, indexer });
  indexer.open(0);
  onTestFinished(() => indexer.close());
  const find = (q: string, rest: Partial<SearchAsked> = {}) => search.find(searchQuery.parse({ q, ...rest }));
  return {
    ...{ indexer, live, search, find },
    current: () => eventually('a complete index', () => indexer.state.state === 'current' || undefined),
    texts: async (q: string) =>
      (await find(q)).boots.flatMap(({ hits }) => hits.map(({ line }) => line)).toSorted(),
  };
}

/** A node with a boot that has printed this. */
async function printed(
  place: Place,
  name: string,
  text: string,
  changes: Partial<NodeRow> = {},
): Promise<NodeRow> {
  const row = await storedNode(place.database, { name, ...changes });
  await recordBoot({ ...place, nodeId: row.id }, [text]);
  return row;
}

it('finds what boots printed that ended before there was an index, also of deleted nodes', async () => {
  const place = await ownPlace();
  const one = await printed(place, 'edge-1', 'Link down\r\nPXE-E18: timeout\r\npxe-e18 again');
  await printed(place, 'gone', 'PXE-E18', { deletedAt: MOMENT });
  const { current, find } = started(place);
  await current();
  const { boots, next, index } = await find('pxe-e18', { lines: 1 });
  expect(next).toBeNull();
  expect(index).toEqual({ state: 'current', done: 2, total: 2, rebuilt: null, problem: null });
  expect(new Map(boots.map(({ node, count }) => [node.name, { count, deleted: node.deleted }]))).toEqual(
    new Map([
      ['edge-1', { count: 2, deleted: false }],
      ['gone', { count: 1, deleted: true }],
    ]),
  );
  expect(boots.find(({ node }) => node.id === one.id)).toMatchObject({
    ...{ host: 'local', run: one.runId, boot: 1, startedAt: MOMENT, more: false },
    hits: [{ port: 0, offset: 11, stage: null, line: 'PXE-E18: timeout', marks: [[0, 7]] }],
  });
});

it('filters by node, host and run, and by one boot', async () => {
  const place = await ownPlace();
  const one = await printed(place, 'edge-1', 'error of 1');
  await printed(place, 'edge-2', 'error of 2', { host: 'far' });
  await printed(place, 'other', 'error of 3');
  const { current, texts, find } = started(place);
  await current();
  expect(await texts('error')).toEqual(['error of 1', 'error of 2', 'error of 3']);
  expect(await texts('error node:EDGE-1')).toEqual(['error of 1']);
  expect(await texts(`error node:${one.serial}`)).toEqual(['error of 1']);
  expect(await texts('error node:edge-*')).toEqual(['error of 1', 'error of 2']);
  expect(await texts('error node:e*1 node:o*r')).toEqual(['error of 1', 'error of 3']);
  expect(await texts('error node:edge-*-*')).toEqual([]);
  expect(await texts('error host:far')).toEqual(['error of 2']);
  expect(await texts('error node:nobody')).toEqual([]);
  // Known, but without nodes here.
  expect(await texts('error run:lab')).toEqual([]);
  const [found] = (await find('error node:edge-1')).boots;
  expect((await find('error', { boot: found?.id })).boots).toHaveLength(1);
  expect((await find('error host:far', { boot: found?.id })).boots).toHaveLength(0);
});

it('follows boots that go on, and completes them when they end', async () => {
  const place = await ownPlace();
  const node = await storedNode(place.database, { name: 'edge-1' });
  const boot = bootRow(node.id, 1);
  await place.database.boots.begin(boot);
  const directory = join(place.dataDir, 'boots', boot.id, 'ttyS1');
  const log = await DiskLog.open({ directory, port: 1, live: true });
  onTestFinished(() => log.dispose());
  log.append(Buffer.from('login: '));
  await log.flushed();
  const { find, live, indexer, texts } = started(place, [boot]);
  await eventually('the prompt', async () => (await texts('login')).length > 0 || undefined);
  log.append(Buffer.from('root\r\nPassword: '));
  await log.flushed();
  await eventually('the next one', async () => (await texts('password')).length > 0 || undefined);
  expect((await find('login')).boots[0]?.hits).toMatchObject([{ port: 1, line: 'login: root' }]);
  await log.finish();
  live.clear();
  await place.database.boots.update(boot.id, { endedAt: MOMENT, endReason: 'shutdown' });
  await eventually('the end', () => indexer.state.done === 1 || undefined);
  expect(await texts('password')).toEqual(['Password:']);
});

it('finds boots that another program has recorded meanwhile', async () => {
  const place = await ownPlace();
  const { texts, current } = started(place);
  await current();
  await printed(place, 'edge-1', 'an error');
  await eventually('the new boot', async () => (await texts('error')).length > 0 || undefined);
});

it('makes a lost or damaged index anew from the logs, and says so meanwhile', async () => {
  const place = await ownPlace();
  await printed(place, 'edge-1', 'an error');
  const first = started(place);
  expect(first.indexer.state).toMatchObject({ state: 'building' });
  await first.current();
  await first.indexer.close();
  for (const name of readdirSync(place.dataDir).filter((each) => each.startsWith(INDEX_FILE)))
    rmSync(join(place.dataDir, name));
  const second = started(place);
  await second.current();
  expect(await second.texts('error')).toEqual(['an error']);
  await second.indexer.close();
  writeFileSync(join(place.dataDir, INDEX_FILE), 'x'.repeat(5000));
  const third = started(place);
  await third.current();
  expect(await third.texts('error')).toEqual(['an error']);
});

it('says that there is no room, and goes on when there is some', async () => {
  const place = await ownPlace();
  await printed(place, 'edge-1', 'an error');
  const engine = new LocalIndexEngine({ dataDir: place.dataDir, reservedBytes: 0 });
  let isFull = true;
  const full: IndexEngine = {
    open: () => engine.open(),
    step: (step) => (isFull ? Promise.reject(new IndexFullError('the disk is full')) : engine.step(step)),
    forget: (boot) => engine.forget(boot),
    find: (query) => engine.find(query),
    close: () => engine.close(),
  };
  const { indexer, texts, current } = started(place, [], full);
  await eventually('the problem', () => indexer.state.state === 'stopped' || undefined);
  expect(indexer.state).toMatchObject({
    total: 1,
    problem: { since: MOMENT, message: 'The search index has no room left: the disk is full.' },
  });
  expect(await texts('error')).toEqual([]);
  isFull = false;
  indexer.open(0);
  await current();
  expect(await texts('error')).toEqual(['an error']);
});

it('finds nothing more of logs that were removed, nor of boots without history', async () => {
  const place = await ownPlace();
  const row = await printed(place, 'edge-1', 'an error');
  const gone = await printed(place, 'gone', 'an error too', { deletedAt: MOMENT });
  const { indexer, texts, current } = started(place);
  await current();
  await place.database.history.removeNode(gone.id);
  expect(await texts('error')).toEqual(['an error']);
  const [boot] = await place.database.boots.ofNode(row.id);
  await removeBoot(join(place.dataDir, 'boots'), boot?.id ?? '');
  await indexer.forget(boot?.id ?? '');
  expect(await texts('error')).toEqual([]);
});

it('refuses a search that asks for nothing', async () => {
  const { find } = started(await ownPlace());
  await expect(find('e1')).rejects.toMatchObject({ code: 'invalid', errors: [{ field: 'q' }] });
});
