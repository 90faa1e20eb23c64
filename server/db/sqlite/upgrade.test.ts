import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ownDirectory } from '../../testing/database.ts';
import { openDatabase } from '../open.ts';
import { connectSqlite } from './connection.ts';

const FIXTURE = path.join(import.meta.dirname, 'fixtures', '2026-11-27.sql');
const id = (number: string) => `00000000-0000-4000-8000-000000000${number}`;

/** The database of an earlier console, opened by this one. */
async function upgraded() {
  const url = `file:${path.join(ownDirectory(), 'console.db')}`;
  const before = await connectSqlite(url);
  await before.runScript(readFileSync(FIXTURE, 'utf8'));
  await before.close();
  const database = await openDatabase({ url, key: { text: 'the key of the fixture, long enough' } });
  onTestFinished(() => database.close());
  return { url, database };
}

test('an earlier database is migrated once, and everything in it is found', async () => {
  const { url, database } = await upgraded();
  expect(await database.nodes.list({ deleted: false })).toMatchObject([
    { name: 'edge-1', stage: 'ready', network: 'ven-0a1b2c-1', readyAt: '2026-11-20T05:00:00.000Z' },
    { name: 'edge-2', stage: 'failed', failure: { class: 'storage', stage: 'provisioning' } },
  ]);
  expect(await database.nodes.list({ deleted: true })).toMatchObject([{ name: 'gone' }]);
  expect(await database.runs.list()).toHaveLength(2);
  expect(await database.runs.get(id('001'))).toMatchObject({ request: { count: 2, name: 'edge' } });
  expect(await database.operations.ofNode(id('103'))).toMatchObject([
    { kind: 'delete', state: 'failed', error: { code: 'host-unreachable' } },
  ]);
  expect(await database.users.byEmail('admin@localhost')).toMatchObject({ role: 'admin' });
  expect(await database.sessions.byHash('a'.repeat(64))).toMatchObject({ kind: 'session' });
  expect(await database.sessions.tokensOf(null)).toMatchObject([{ name: 'ci', role: 'operator' }]);
  expect((await database.audit.list(10)).map(({ target }) => target)).toEqual([null, 'edge-2', 'edge-1']);
  await database.close();

  const again = await connectSqlite(url);
  expect(await again.query('PRAGMA foreign_key_check')).toEqual([]);
  await again.close();
});

test('what used to be keys of settings is where it belongs', async () => {
  const { database } = await upgraded();
  expect(await database.boots.ofNode(id('101'))).toMatchObject([
    { number: 1, endReason: 'shutdown', powerOnId: null },
    { number: 2, powerOnId: '3 2026-11-20T01:59:58Z', steps: [{ text: 'Streaming the image' }] },
  ]);
  // Its key referred to a different boot.
  expect(await database.boots.latest(id('102'))).toMatchObject({ powerOnId: null });
  expect(await database.boots.stages([id('102')])).toMatchObject([
    { stage: 'firmware', evidence: { port: 1 }, statuses: [] },
    { stage: 'ready', basis: 'confirmed', statuses: [{ name: 'host', text: 'Running' }] },
  ]);
  expect(await database.networks.subnet('local', 'ven-0a1b2c-1')).toBe('192.168.143');
  expect(await database.networks.subnet('local', 'ven-0a1b2c-2')).toBe('192.168.150');
  const keys = [
    'simulator.subnet',
    'subnet local ven-0a1b2c-2',
    `power-on ${id('101')}`,
    'acceleration:local',
  ];
  for (const key of keys) expect(await database.settings.get(key)).toBeNull();
});
