import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import {
  bootRow,
  MOMENT,
  nodeRow,
  operationRow,
  ownDatabase,
  runRow,
  storedNode,
} from '../testing/database.ts';
import type { SessionRow, StageRow, UserRow } from './api.ts';

const LATER = '2026-01-02T04:00:00.000Z';
const failure = {
  class: 'storage',
  cause: 'The disk is too small.',
  fix: 'Give it 16 GiB.',
  stage: 'provisioning',
  evidence: { port: 0, offset: 12, line: 'no space left' },
} as const;

test('a run, its nodes and their operations come back as they were', async () => {
  const database = await ownDatabase();
  const run = runRow();
  const nodes = [
    nodeRow(run.id, { failure, progress: { step: 1, total: 3, text: 'x' } }),
    nodeRow(run.id, { name: 'z', createdAt: LATER }),
  ];
  const operations = nodes.map((node) => operationRow(node.id, { request: { start: true, deep: [1] } }));
  await database.nodes.create(run, nodes, operations);

  expect(await database.runs.list()).toEqual([run]);
  expect(await database.runs.get(run.id)).toEqual(run);
  expect(await database.nodes.list({ deleted: false })).toEqual(nodes);
  expect(await database.nodes.get(nodes[0]?.id ?? '')).toEqual(nodes[0]);
  expect(await database.operations.unfinished()).toEqual(expect.arrayContaining(operations));
  expect(await database.operations.get(operations[0]?.id ?? '')).toEqual(operations[0]);
});

test('what is unknown is null', async () => {
  const database = await ownDatabase();
  expect(await database.runs.get('x')).toBeNull();
  expect(await database.nodes.get('x')).toBeNull();
  expect(await database.operations.get('x')).toBeNull();
  expect(await database.boots.latest('x')).toBeNull();
  expect(await database.settings.get('x')).toBeNull();
  expect(await database.users.byEmail('x')).toBeNull();
  expect(await database.users.byId('x')).toBeNull();
  expect(await database.sessions.byHash('x')).toBeNull();
  await expect(database.nodes.update('x', { address: '1' })).rejects.toMatchObject({ code: 'not-found' });
  await expect(database.operations.update('x', { step: null })).rejects.toMatchObject({ code: 'not-found' });
});

test('a patch changes what it names', async () => {
  const database = await ownDatabase();
  const node = await storedNode(database, { progress: { step: 1, total: 3, text: 'x' } });
  await database.nodes.update(node.id, { stage: 'failed', failure });
  expect(await database.nodes.get(node.id)).toEqual({ ...node, stage: 'failed', failure });
  await database.nodes.update(node.id, { failure: null, progress: null, readyAt: LATER });
  expect(await database.nodes.get(node.id)).toEqual({
    ...node,
    stage: 'failed',
    progress: null,
    readyAt: LATER,
  });

  const [operation] = await database.operations.ofNode(node.id);
  const error = { code: 'no-capacity', message: 'full', fix: 'free some' } as const;
  await database.operations.update(operation?.id ?? '', { state: 'failed', endedAt: LATER, error });
  expect(await database.operations.ofNode(node.id)).toEqual([
    { ...operation, state: 'failed', endedAt: LATER, error },
  ]);
  expect(await database.operations.unfinished()).toEqual([]);
});

test.each(['name', 'serial', 'uuid'] as const)('a %s is unique among the living', async (field) => {
  const database = await ownDatabase();
  const first = await storedNode(database);
  const again = { [field]: first[field] };
  const run = runRow();
  const second = nodeRow(run.id, again);
  await expect(database.nodes.create(run, [second], [operationRow(second.id)])).rejects.toMatchObject({
    code: 'conflict',
    errors: [{ field, message: `${first[field]} is in use already` }],
  });
  // Nothing of the attempt is left.
  expect(await database.runs.get(run.id)).toBeNull();
  await expect(database.nodes.adopt(run, second)).rejects.toMatchObject({ code: 'conflict' });

  await database.nodes.update(first.id, { deletedAt: LATER });
  const third = await storedNode(database, again);
  expect((await database.nodes.list({ deleted: true })).map(({ id }) => id)).toEqual([first.id]);
  expect((await database.nodes.list({ deleted: false })).map(({ id }) => id)).toEqual([third.id]);
  await expect(database.nodes.update(first.id, { deletedAt: null })).rejects.toMatchObject({
    code: 'conflict',
    errors: [expect.objectContaining({ field })],
  });
});

test('two nodes of one request cannot share a name', async () => {
  const database = await ownDatabase();
  const run = runRow();
  const nodes = [nodeRow(run.id, { name: 'twin' }), nodeRow(run.id, { name: 'twin' })];
  await expect(database.nodes.create(run, nodes, [])).rejects.toMatchObject({
    code: 'conflict',
    errors: [expect.objectContaining({ field: 'name' })],
  });
  expect(await database.nodes.list({ deleted: false })).toEqual([]);
});

test('nodes of one run are adopted one by one', async () => {
  const database = await ownDatabase();
  const run = runRow();
  await database.nodes.adopt(run, nodeRow(run.id));
  await database.nodes.adopt(run, nodeRow(run.id));
  expect(await database.nodes.list({ deleted: false })).toHaveLength(2);
  expect(await database.runs.list()).toEqual([run]);
});

test('boots and their stages', async () => {
  const database = await ownDatabase();
  const node = await storedNode(database);
  const [first, second] = [bootRow(node.id, 1), bootRow(node.id, 2)];
  await database.boots.begin(second);
  await database.boots.begin(first);
  expect(await database.boots.ofNode(node.id)).toEqual([first, second]);
  expect(await database.boots.latest(node.id)).toEqual(second);
  await expect(database.boots.begin(bootRow(node.id, 2))).rejects.toMatchObject({ code: 'conflict' });
  const steps = [{ step: 1, total: 12, text: 'Streaming', startedAt: MOMENT, endedAt: null }];
  const answering = { by: 'console', port: 1, since: LATER } as const;
  await database.boots.update(first.id, { endedAt: LATER, endReason: 'crashed', failure, steps, answering });
  expect((await database.boots.ofNode(node.id))[0]).toEqual({
    ...first,
    endedAt: LATER,
    endReason: 'crashed',
    failure,
    steps,
    answering,
  });

  const stage = (name: StageRow['stage'], changes: Partial<StageRow> = {}): StageRow => ({
    id: randomUUID(),
    bootId: first.id,
    stage: name,
    basis: 'observed',
    startedAt: MOMENT,
    endedAt: null,
    outcome: 'running',
    evidence: failure.evidence,
    progress: null,
    statuses: [],
    ...changes,
  });
  // In the order of their ids, regardless of the clock.
  const ipxe = stage('ipxe', { id: 'a-0001' });
  const firmware = stage('firmware', { id: 'a-0000', startedAt: LATER });
  const other = stage('firmware', { id: 'b-0000', bootId: second.id });
  for (const row of [ipxe, firmware, other]) await database.boots.saveStage(row);
  const statuses: StageRow['statuses'] = [{ name: 'host', text: 'Running', indicator: 'idle', at: LATER }];
  const passed: StageRow = {
    ...ipxe,
    outcome: 'passed',
    endedAt: LATER,
    basis: 'confirmed',
    evidence: null,
    statuses,
  };
  await database.boots.saveStage(passed);
  expect(await database.boots.stages([first.id])).toEqual([firmware, passed]);
  expect(await database.boots.stages([second.id, first.id])).toEqual([firmware, passed, other]);
  expect(await database.boots.stages([])).toEqual([]);
});

test('settings, users, sessions, tokens', async () => {
  const database = await ownDatabase();
  await database.settings.set('a', '1');
  await database.settings.set('a', '2');
  expect(await database.settings.get('a')).toBe('2');

  const user: UserRow = { id: 'u', email: 'a@b', passwordHash: 'h', role: 'admin', createdAt: MOMENT };
  expect(await database.users.count()).toBe(0);
  await database.users.create(user);
  await expect(database.users.create({ ...user, id: 'v' })).rejects.toMatchObject({
    code: 'conflict',
    errors: [expect.objectContaining({ field: 'email' })],
  });
  await database.users.update('u', { role: 'viewer' });
  expect(await database.users.byEmail('a@b')).toEqual({ ...user, role: 'viewer' });
  expect(await database.users.byId('u')).toEqual({ ...user, role: 'viewer' });
  expect(await database.users.count()).toBe(1);

  const session: SessionRow = {
    id: 's',
    userId: 'u',
    hash: 'sha',
    kind: 'session',
    name: '',
    role: 'admin',
    createdAt: MOMENT,
    lastUsedAt: null,
    expiresAt: LATER,
  };
  const token: SessionRow = { ...session, id: 't', hash: 'sha2', kind: 'token', name: 'ci' };
  await database.sessions.create(session);
  await database.sessions.create(token);
  await database.sessions.touch('s', LATER, '2026-01-03T00:00:00.000Z');
  expect(await database.sessions.byHash('sha')).toMatchObject({ lastUsedAt: LATER });
  expect(await database.sessions.tokensOf('u')).toEqual([token]);
  expect(await database.sessions.tokensOf('nobody')).toEqual([]);
  expect(await database.sessions.tokensOf(null)).toEqual([token]);
  await database.sessions.removeExpired(LATER);
  expect(await database.sessions.byHash('sha2')).toBeNull();
  await database.sessions.remove('s');
  await database.sessions.remove('s');
  await database.sessions.touch('s', LATER, LATER);
  expect(await database.sessions.byHash('sha')).toBeNull();
});

test('the audit trail is read backwards in pages', async () => {
  const database = await ownDatabase();
  const events = ['1', '2', '3', '4'].map((id) => ({
    id,
    at: MOMENT,
    by: 'a@b',
    address: '192.0.2.1',
    action: 'node.create',
    target: null,
    outcome: 'done' as const,
    detail: '',
  }));
  for (const event of events) await database.audit.add(event);
  const ids = async (limit: number, before?: string) =>
    (await database.audit.list(limit, before)).map(({ id }) => id);
  expect(await database.audit.list(1)).toEqual([events[3]]);
  expect(await ids(2)).toEqual(['4', '3']);
  expect(await ids(2, '3')).toEqual(['2', '1']);
  expect(await ids(2, '1')).toEqual([]);
  expect(await ids(2, 'unknown')).toEqual([]);
});

test('of the audit trail the oldest goes, by its age and by how many there are', async () => {
  const database = await ownDatabase();
  const ages = [400, 300, 200, 100, 0];
  for (const [index, age] of ages.entries()) {
    const at = new Date(Date.parse(MOMENT) - age * 86_400_000).toISOString();
    const said = {
      by: 'a@b',
      address: null,
      action: 'login',
      target: null,
      outcome: 'done',
      detail: '',
    } as const;
    await database.audit.add({ id: String(index), at, ...said });
  }
  const ids = async () => (await database.audit.list(10)).map(({ id }) => id);
  await database.audit.trim(new Date(Date.parse(MOMENT) - 350 * 86_400_000).toISOString(), 10);
  expect(await ids()).toEqual(['4', '3', '2', '1']);
  await database.audit.trim(new Date(0).toISOString(), 2);
  expect(await ids()).toEqual(['4', '3']);
});

test('many writes at once are all there', async () => {
  const database = await ownDatabase();
  const nodes = await Promise.all(Array.from({ length: 20 }, () => storedNode(database)));
  await Promise.all(nodes.map(({ id }) => database.nodes.update(id, { address: '10.0.0.1' })));
  const found = await database.nodes.list({ deleted: false });
  expect(found.map(({ address }) => address)).toEqual(Array.from({ length: 20 }, () => '10.0.0.1'));
  await database.ping();
});
