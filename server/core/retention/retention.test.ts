import { randomUUID } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import type { Database, NodeRow } from '../../db/api.ts';
import { bootRow, ownDatabase, ownDirectory, storedNode } from '../../testing/database.ts';
import { coreOver } from '../../testing/memory-console.ts';
import { MemoryHost } from '../../testing/memory-host.ts';
import { DiskLog } from '../console/byte-log/disk-log.ts';
import { DEFAULT_LIMITS, type RetentionLimits } from './limits.ts';
import { Retention } from './retention.ts';

const NOW = Date.parse('2026-06-01T12:00:00.000Z');
const DAY = 24 * 3_600_000;
const daysAgo = (days: number): string => new Date(NOW - days * DAY).toISOString();
const GIB = 2 ** 30;

async function prepared(limits: Partial<RetentionLimits> = {}) {
  const dataDir = ownDirectory();
  const database = await ownDatabase(dataDir);
  const logged: string[] = [];
  const logger = pino({ base: null }, { write: (line: string) => logged.push(line) });
  const retention = new Retention(
    { database, dataDir, logger, now: () => new Date(NOW).toISOString() },
    { ...DEFAULT_LIMITS, ...limits },
  );
  const boots = join(dataDir, 'boots');
  return { dataDir, database, logged, retention, boots };
}
type Prepared = Awaited<ReturnType<typeof prepared>>;

/** A boot of the node with a log of that size, which takes no room on the disk. */
async function boot(
  { database, boots }: Prepared,
  { id }: NodeRow,
  number: number,
  endedDaysAgo: number | null,
  bytes = 100,
): Promise<string> {
  const row = bootRow(id, number);
  await database.boots.begin({ ...row, endedAt: endedDaysAgo === null ? null : daysAgo(endedDaysAgo) });
  files(boots, row.id, bytes);
  return row.id;
}

function files(boots: string, name: string, bytes: number): void {
  for (const port of ['ttyS0', 'ttyS1']) mkdirSync(join(boots, name, port), { recursive: true });
  const segment = join(boots, name, 'ttyS0', '0000000000000000.bytes');
  writeFileSync(segment, '');
  truncateSync(segment, Math.floor(bytes));
  writeFileSync(join(boots, name, 'ttyS0', 'veiled.json'), '[]');
  writeFileSync(join(boots, name, 'ttyS1', '0000000000000000.bytes'), '');
}

const hasLog = ({ boots }: Prepared, id: string): boolean =>
  existsSync(join(boots, id, 'ttyS0', '0000000000000000.bytes'));

test('old logs are removed, except those of running boots and of the latest boot of an existing node', async () => {
  const at = await prepared();
  const [living, deleted] = [
    await storedNode(at.database),
    await storedNode(at.database, { deletedAt: daysAgo(95) }),
  ];
  const old = await boot(at, living, 1, 91);
  const young = await boot(at, living, 2, 89);
  const latest = await boot(at, living, 3, 91);
  const running = await boot(at, await storedNode(at.database), 1, null);
  const lastOfDeleted = await boot(at, deleted, 1, 95);
  await at.retention.run();
  const kept = [old, young, latest, running, lastOfDeleted].map((id) => hasLog(at, id));
  expect(kept).toEqual([false, true, true, true, false]);
  expect(readdirSync(join(at.boots, old, 'ttyS0'))).toEqual(['0000000000000000.gap']);
  expect(await at.retention.storage()).toMatchObject({
    logs: { boots: 3, maxBytes: 5 * GIB, maxDays: 90 },
    history: { deletedNodes: 1, maxNodes: 10_000, maxDays: 400 },
    audit: { events: 0, maxEvents: 50_000, maxDays: 400 },
    measuredAt: new Date(NOW).toISOString(),
  });
  expect(at.logged).toEqual([]);
});

test('what is pinned stays: the log, and the history of its node; only so much can be pinned', async () => {
  const at = await prepared({ logGiB: 1 });
  const node = await storedNode(at.database);
  const deleted = await storedNode(at.database, { deletedAt: daysAgo(500) });
  const size = 0.9 * GIB;
  const pinned = await boot(at, node, 1, 91, size);
  const other = await boot(at, node, 2, 5, size);
  await boot(at, node, 3, 1);
  const ofDeleted = await boot(at, deleted, 1, 500);
  for (const id of [pinned, ofDeleted])
    await at.database.boots.update(id, { pinnedAt: daysAgo(1), pinnedBy: 'me' });
  await at.retention.run();
  expect([pinned, other, ofDeleted].map((id) => hasLog(at, id))).toEqual([true, false, true]);
  expect(await at.database.boots.ofNode(deleted.id)).toHaveLength(1);
  expect((await at.retention.storage()).logs).toMatchObject({ pinned: 2 });
  await expect(at.retention.mayPin(size)).rejects.toMatchObject({ code: 'conflict' });
  await at.retention.mayPin(100);
});

test('pictures of a display count, and go with the log', async () => {
  const at = await prepared();
  const node = await storedNode(at.database);
  const old = await boot(at, node, 1, 91);
  await boot(at, node, 2, 1);
  mkdirSync(join(at.boots, old, 'screen'));
  const picture = join(at.boots, old, 'screen', `${'0'.repeat(32)}.png`);
  writeFileSync(picture, Buffer.alloc(5000));
  expect((await at.retention.storage()).logs).toMatchObject({ pictureBytes: 5000 });
  await at.retention.run();
  expect(existsSync(picture)).toBe(false);
  expect((await at.retention.storage()).logs).toMatchObject({ pictureBytes: 0 });
});

test('above the total limit, the log of the boot that ended first is removed first', async () => {
  const at = await prepared({ logGiB: 1 });
  const node = await storedNode(at.database);
  const size = 0.4 * GIB;
  const second = await boot(at, node, 1, 2, size);
  const first = await boot(at, node, 2, 3, size);
  const latest = await boot(at, node, 3, 4, size);
  await at.retention.run();
  expect([second, first, latest].map((id) => hasLog(at, id))).toEqual([true, false, true]);
  const { logs } = await at.retention.storage();
  expect(logs).toMatchObject({ boots: 2, maxBytes: GIB });
  expect(logs.bytes).toBeGreaterThanOrEqual(2 * Math.floor(size));
  expect(logs.bytes).toBeLessThan(2 * size + 1000);
});

test('a removed log is reported as removed, and opening it does not recreate it', async () => {
  const at = await prepared();
  const node = await storedNode(at.database);
  const old = await boot(at, node, 1, 91, 5000);
  const gone = bootRow(node.id, 2);
  await at.database.boots.begin({ ...gone, endedAt: daysAgo(1) });
  await boot(at, node, 3, 1);
  await at.retention.run();
  const core = await coreOver(new MemoryHost(), at.database, at.dataDir);
  const reason = 'the log was removed on 2026-06-01, as the oldest are after 90 days';
  const [first, second] = await core.nodes.boots(node.id);
  expect(first).toMatchObject({
    id: old,
    ports: [
      { start: 0, end: 5000, gaps: [{ from: 0, to: 5000, reason }] },
      { start: 0, end: 0, gaps: [] },
    ],
  });
  const { log } = await core.consoles.open(node.id, 0, 1);
  await expect(core.consoles.open(node.id, 2, 1)).rejects.toMatchObject({ code: 'not-found' });
  expect(await log.read(0, 10)).toEqual({ kind: 'gap', from: 0, to: 5000, reason });
  expect(second).toMatchObject({ ports: [{ end: 0 }, { end: 0 }] });
  expect(existsSync(join(at.boots, gone.id))).toBe(false);
});

test('a reader of a log that is being removed gets a gap', async () => {
  const at = await prepared();
  const node = await storedNode(at.database);
  const old = await boot(at, node, 1, 91);
  await boot(at, node, 2, 1);
  const log = await DiskLog.open({ directory: join(at.boots, old, 'ttyS0'), port: 0, live: false });
  await at.retention.run();
  expect(await log.read(0, 10)).toMatchObject({ kind: 'gap', from: 0, to: 100 });
});

test('files of unknown boots are removed after a day; foreign files are kept', async () => {
  const at = await prepared();
  const [stale, fresh] = [randomUUID(), randomUUID()];
  for (const name of [stale, fresh, 'lost+found']) files(at.boots, name, 10);
  writeFileSync(join(at.boots, 'notes.txt'), 'mine');
  age(join(at.boots, stale), daysAgo(2));
  age(join(at.boots, 'lost+found'), daysAgo(2));
  age(join(at.boots, fresh), daysAgo(2));
  // Written to since.
  utimesSync(join(at.boots, fresh, 'ttyS1', '0000000000000000.bytes'), new Date(NOW), new Date(NOW));
  await at.retention.run();
  expect(readdirSync(at.boots).sort()).toEqual([fresh, 'lost+found', 'notes.txt'].sort());
});

function age(directory: string, moment: string): void {
  for (const name of ['.', ...readdirSync(directory, { recursive: true, encoding: 'utf8' })])
    utimesSync(join(directory, name), new Date(moment), new Date(moment));
}

test('the history of a deleted node is removed with its run and its logs', async () => {
  const at = await prepared();
  const { database } = at;
  const [old, recent] = [
    await storedNode(database, { deletedAt: daysAgo(401) }),
    await storedNode(database, { deletedAt: daysAgo(399) }),
  ];
  const living = await storedNode(database);
  const oldBoot = await boot(at, old, 1, 401);
  const recentBoot = await boot(at, recent, 1, 399);
  age(join(at.boots, oldBoot), daysAgo(401));
  await stageOf(database, oldBoot);
  await stageOf(database, recentBoot);
  await at.retention.run();
  expect((await database.nodes.list({ deleted: true })).map(({ id }) => id)).toEqual([recent.id]);
  expect(await database.operations.ofNode(old.id)).toEqual([]);
  expect(await database.boots.ofNode(old.id)).toEqual([]);
  expect(await database.boots.stages([oldBoot, recentBoot])).toMatchObject([{ bootId: recentBoot }]);
  expect((await database.runs.list()).map(({ id }) => id).sort()).toEqual(
    [recent.runId, living.runId].sort(),
  );
  expect(existsSync(join(at.boots, oldBoot))).toBe(false);
  expect(await database.operations.ofNode(recent.id)).toHaveLength(1);
  expect(at.logged).toEqual([]);
});

test('old audit events are removed', async () => {
  const at = await prepared();
  const event = {
    by: 'a@b',
    address: null,
    action: 'login',
    target: null,
    outcome: 'done',
    detail: '',
  } as const;
  for (const days of [401, 399])
    await at.database.audit.add({ ...event, id: String(days), at: daysAgo(days) });
  await at.retention.run();
  expect((await at.database.audit.list(10)).map(({ id }) => id)).toEqual(['399']);
  expect(await at.retention.storage()).toMatchObject({ audit: { events: 1 } });
});

test('above the limit of deleted nodes, the one deleted first is removed first', async () => {
  const at = await prepared({ historyNodes: 2 });
  const deleted: string[] = [];
  for (const days of [2, 3, 1])
    deleted.push((await storedNode(at.database, { deletedAt: daysAgo(days) })).id);
  const living = await storedNode(at.database);
  await at.retention.run();
  const kept = (await at.database.nodes.list({ deleted: true })).map(({ id }) => id);
  expect(new Set(kept)).toEqual(new Set([deleted[0], deleted[2]]));
  expect(await at.database.nodes.get(living.id)).not.toBeNull();
});

async function stageOf(database: Database, bootId: string): Promise<void> {
  await database.boots.saveStage({
    ...{ id: `${bootId} 1`, bootId, stage: 'firmware', basis: 'observed', outcome: 'passed' },
    ...{ startedAt: daysAgo(402), endedAt: null, evidence: null, progress: null, statuses: [] },
  });
}

test('one that cannot be removed is logged and does not affect the others', async () => {
  const at = await prepared();
  const node = await storedNode(at.database);
  const broken = await boot(at, node, 1, 99);
  const next = await boot(at, node, 2, 98);
  await boot(at, node, 3, 1);
  // Where the mark would be written.
  mkdirSync(join(at.boots, broken, 'ttyS0', '0000000000000000.gap.new'));
  await at.retention.run();
  expect([broken, next].map((id) => hasLog(at, id))).toEqual([true, false]);
  expect(at.logged).toHaveLength(1);
  expect(at.logged[0]).toContain(broken);
  expect(statSync(join(at.boots, next)).isDirectory()).toBe(true);
});

test('without any boots there is nothing to do', async () => {
  const at = await prepared();
  await at.retention.run();
  expect(await at.retention.storage()).toMatchObject({ logs: { boots: 0, bytes: 0 } });
  expect(at.logged).toEqual([]);
  await at.retention.close();
});
