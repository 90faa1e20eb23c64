import { expect, test } from 'vitest';
import { hostRequest, type HostInput } from '../../../lib/contract/host-settings.ts';
import type { Change } from '../../../lib/contract/live.ts';
import { MOMENT, ownDatabase, ownDirectory, storedNode } from '../../testing/database.ts';
import { eventually } from '../../testing/eventually.ts';
import { anyText } from '../../testing/matching.ts';
import { coreOver, MEMORY_INSTALLATION } from '../../testing/memory-console.ts';
import { MemoryHost } from '../../testing/memory-host.ts';
import type { Database, NodeRow } from '../../db/api.ts';
import type { Actor } from '../api.ts';

const ADMIN: Actor = { userId: 'u', name: 'admin@localhost', role: 'admin' };
const BUILT_IN = 'local';
const URI = 'test:///default';

const request = (name: string, changes: Partial<HostInput> = {}) =>
  hostRequest.parse({ name, uri: URI, ...changes });

/** A node whose create has ended. */
async function createdNode(database: Database, changes: Partial<NodeRow>) {
  const node = await storedNode(database, changes);
  for (const { id } of await database.operations.ofNode(node.id))
    await database.operations.update(id, { state: 'succeeded', endedAt: MOMENT });
  return node;
}

async function openConsole(directory = ownDirectory()) {
  const database = await ownDatabase(directory);
  await database.hosts.save({ name: BUILT_IN, uri: URI, createdAt: MOMENT });
  const local = new MemoryHost();
  const core = await coreOver(local, database, directory);
  const changes: Change[] = [];
  core.onChange((change) => changes.push(change));
  const connected = (name: string) =>
    eventually(`the connection to ${name}`, async () => {
      const host = await core.hosts.get(name);
      return host.state === 'connected' && host.hostname !== null ? host : undefined;
    });
  const names = async () => (await core.hosts.list()).map(({ name }) => name);
  return { core, database, changes, directory, local, connected, names };
}

test('one that was added is announced, connects, and is there after a restart with its settings', async () => {
  const first = await openConsole();
  const settings = { labels: ['rack=3'], cpuOvercommit: 2 };
  const added = await first.core.hosts.add(request('lab', { settings }), ADMIN);
  expect(added).toMatchObject({ name: 'lab', builtIn: false, state: 'connecting', settings });
  expect(first.changes).toContainEqual({ kind: 'host', object: added });
  await first.connected('lab');
  expect((await first.core.hosts.resources('lab')).networks.map(({ name }) => name)).toEqual(['default']);
  await first.core.close();
  await first.database.close();

  const again = await openConsole(first.directory);
  expect(await again.names()).toEqual([BUILT_IN, 'lab']);
  expect(await again.connected('lab')).toMatchObject({ uri: URI, settings });
});

test('settings change without a new connection, another URI makes one', async () => {
  const { core, changes, connected } = await openConsole();
  await core.hosts.add(request('lab'), ADMIN);
  const { hostname } = await connected('lab');
  const maintenance = request('lab', { settings: { maintenance: true } });
  expect(await core.hosts.edit(maintenance, ADMIN)).toMatchObject({
    ...{ state: 'connected', hostname },
    settings: { maintenance: true },
  });
  const away = request('lab', { uri: 'qemu:///system?socket=/nonexistent/sock' });
  const before = changes.length;
  expect(await core.hosts.edit(away, ADMIN)).toMatchObject({ state: 'connecting', hostname: null });
  const { reason } = await eventually('the refusal', async () => {
    const host = await core.hosts.get('lab');
    return host.state === 'unreachable' ? host : undefined;
  });
  expect(reason).toContain('/nonexistent/sock');
  const revisions = changes
    .slice(before)
    .flatMap((change) => (change.kind === 'host' ? [change.object.revision] : []));
  expect(revisions).toEqual(revisions.toSorted((one, other) => one - other));
});

test('nothing new is created on one in maintenance', async () => {
  const { core, connected } = await openConsole();
  await core.hosts.add(request('lab', { settings: { maintenance: true } }), ADMIN);
  await connected('lab');
  const create = { template: 'http-boot', count: 1, name: 'edge' };
  await expect(core.nodes.preview({ ...create, host: 'lab', start: true })).rejects.toMatchObject({
    code: 'conflict',
    errors: [{ field: 'host' }],
  });
});

test('names are unique, and the built-in host keeps its URI and stays', async () => {
  const { core, database } = await openConsole();
  await core.hosts.add(request('lab'), ADMIN);
  await expect(core.hosts.add(request('lab'), ADMIN)).rejects.toMatchObject({ code: 'conflict' });
  await expect(core.hosts.add(request('far', { uri: 'xen:///system' }), ADMIN)).rejects.toMatchObject({
    code: 'invalid',
    errors: [{ field: 'uri' }],
  });
  await expect(core.hosts.edit(request(BUILT_IN, { uri: 'qemu:///system' }), ADMIN)).rejects.toMatchObject({
    code: 'conflict',
    errors: [{ field: 'uri' }],
  });
  await expect(core.hosts.remove(BUILT_IN, {}, ADMIN)).rejects.toMatchObject({ code: 'conflict' });
  await core.hosts.edit(request(BUILT_IN, { settings: { labels: ['desk'] } }), ADMIN);
  expect(await database.hosts.get(BUILT_IN)).toMatchObject({ settings: { labels: ['desk'] } });
  expect(() => core.hosts.add(request('other'), { ...ADMIN, role: 'operator' })).toThrow('hosts.write');
});

test('one with nodes stays until it is named once more; then they are forgotten, and nothing else', async () => {
  const directory = ownDirectory();
  const database = await ownDatabase(directory);
  await database.hosts.save({ name: 'lab', uri: URI, createdAt: MOMENT });
  const { id } = await createdNode(database, { name: 'edge-1', host: 'lab' });
  await createdNode(database, { name: 'edge-2', host: BUILT_IN });
  await database.close();
  const { core, changes, names } = await openConsole(directory);
  await expect(core.hosts.remove('lab', {}, ADMIN)).rejects.toMatchObject({
    code: 'conflict',
    message: '"lab" has 1 node (edge-1).',
  });
  await expect(core.hosts.remove('lab', { forget: 'la' }, ADMIN)).rejects.toMatchObject({ code: 'conflict' });
  await core.hosts.remove('lab', { forget: 'lab' }, ADMIN);
  expect(await names()).toEqual([BUILT_IN]);
  expect(changes.at(-1)).toEqual({ kind: 'host-removed', object: { name: 'lab' } });
  expect((await core.nodes.list()).map(({ name }) => name)).toEqual(['edge-2']);
  expect(await core.nodes.get(id)).toMatchObject({ deletedAt: anyText });
  await core.hosts.add(request('lab'), ADMIN);
});

test('a node that was forgotten with its host is back with it, and one that was deleted is not', async () => {
  const directory = ownDirectory();
  const database = await ownDatabase(directory);
  const gone = { host: 'away', deletedAt: MOMENT };
  const forgotten = await createdNode(database, { name: 'edge-1', ...gone });
  const deleted = await createdNode(database, { name: 'edge-2', ...gone });
  await database.operations.record({
    ...{ id: 'one', kind: 'delete', nodeId: deleted.id, state: 'succeeded', step: null, request: {} },
    ...{ by: 'a@b', recordedAt: MOMENT, endedAt: MOMENT, error: null },
  });
  await database.close();
  const { core, local } = await openConsole(directory);
  for (const node of [forgotten, deleted]) local.add(MEMORY_INSTALLATION, node);
  local.connected();
  await eventually(
    'the node',
    async () =>
      (await core.nodes.list()).some(({ name, state }) => name === 'edge-1' && state === 'shut off') ||
      undefined,
  );
  expect(await core.nodes.list()).toMatchObject([{ id: forgotten.id, host: BUILT_IN, deletedAt: null }]);
});
