import { describe, expect, test } from 'vitest';
import { createRequest, deleteRequest } from '../../../lib/contract/node.ts';
import type { Database, NodeRow, OperationRow } from '../../db/api.ts';
import { OPERATOR } from '../../testing/core.ts';
import { bootRow, nodeRow, operationRow, ownDatabase, runRow } from '../../testing/database.ts';
import { eventually } from '../../testing/eventually.ts';
import { anyText } from '../../testing/matching.ts';
import { coreOver, MEMORY_INSTALLATION } from '../../testing/memory-console.ts';
import { MemoryHost } from '../../testing/memory-host.ts';
import type { Core } from '../api.ts';

const removal = deleteRequest.parse({});
const request = createRequest.parse({ name: 'one' });

function ended(core: Core, id: string | undefined) {
  return eventually('the end of the operation', async () => {
    const operation = await core.operations.get(id ?? '');
    return operation.endedAt === null ? undefined : operation;
  });
}

/** A node that was on when the server was killed, and what was under way. */
async function interrupted(unfinished: (node: NodeRow) => Partial<OperationRow>[]) {
  const [database, host, run] = [await ownDatabase(), new MemoryHost(), runRow()];
  const node = nodeRow(run.id);
  const rows = unfinished(node).map((changes) => operationRow(node.id, { request: {}, ...changes }));
  await database.nodes.create(run, [node], rows);
  await database.boots.begin({ ...bootRow(node.id, 1), powerOnId: '1' });
  host.add(MEMORY_INSTALLATION, node);
  return { database, host, node, ids: rows.map(({ id }) => id) };
}

/** Refuses these changes of operations. */
function refusing(database: Database, refused: (patch: { state?: string; step?: object | null }) => boolean) {
  const operations: Database['operations'] = {
    ...database.operations,
    update: (id, patch) =>
      refused(patch) ? Promise.reject(new Error('the disk is full')) : database.operations.update(id, patch),
  };
  return { ...database, operations };
}

test('an operation ends when its result is known, whenever the host’s events arrive', async () => {
  const host = new MemoryHost();
  const core = await coreOver(host, await ownDatabase());
  host.isSilent = true;
  const off = await core.nodes.create({ ...request, start: false }, OPERATOR);
  expect(await ended(core, off.operations[0]?.id)).toMatchObject({ state: 'succeeded' });
  expect(await core.nodes.get('one')).toMatchObject({ state: 'shut off' });
  for (const [action, state] of [
    ['start', 'running'],
    ['pause', 'paused'],
    ['resume', 'running'],
    ['stop', 'shut off'],
  ] as const) {
    const { id } = await core.nodes.act('one', action, OPERATOR);
    expect(await ended(core, id), action).toMatchObject({ state: 'succeeded' });
    expect(await core.nodes.get('one'), action).toMatchObject({ state });
  }
});

describe('a database that cannot be written', () => {
  test('a create is rolled back although that cannot be recorded; the outcome is recorded as soon as possible', async () => {
    const host = new MemoryHost();
    let full = false;
    let refusals = 0;
    const database = refusing(await ownDatabase(), () => {
      if (full) refusals++;
      return full;
    });
    host.beforeStart = () => {
      full = true;
      return Promise.reject(new Error('no more room'));
    };
    const core = await coreOver(host, database);
    const { nodes, operations } = await core.nodes.create(request, OPERATOR);
    // The step, and the outcome.
    await eventually('two refusals', () => (refusals > 1 ? true : undefined));
    expect(await host.leftovers()).toMatchObject({ domains: [], volumes: [] });
    full = false;
    expect(await ended(core, operations[0]?.id)).toMatchObject({
      state: 'failed',
      error: { message: anyText },
    });
    expect(await core.nodes.get(nodes[0]?.id ?? '')).toMatchObject({ operation: null, deletedAt: anyText });
  });

  test('a closing server does not wait for it', async () => {
    let tried = false;
    const database = refusing(await ownDatabase(), ({ state }) => (tried = state === 'succeeded'));
    const core = await coreOver(new MemoryHost(), database);
    const { operations } = await core.nodes.create({ ...request, start: false }, OPERATOR);
    const [{ id } = { id: '' }] = operations;
    await eventually('the refusal', () => (tried ? tried : undefined));
    await core.close();
    expect(await database.operations.get(id)).toMatchObject({ state: 'acting' });
  });
});

describe('operations that were running when the server was killed', () => {
  test('are not repeated after a later operation on the node', async () => {
    const { database, host, node, ids } = await interrupted(() => [
      { kind: 'stop', recordedAt: '2026-01-02T03:04:05.678Z' },
      { kind: 'start', recordedAt: '2026-01-02T03:05:05.678Z', state: 'succeeded', endedAt: MOMENT_AFTER },
    ]);
    host.become(node.uuid, 'running', 'started');
    const core = await coreOver(host, database);
    expect(await ended(core, ids[0])).toMatchObject({ state: 'failed', error: { code: 'interrupted' } });
    expect(await core.nodes.get(node.id)).toMatchObject({ operation: null });
    expect(await host.domains.get(node.uuid)).toMatchObject({ state: 'running' });
  });

  test.each(['stop', 'delete'] as const)(
    'a %s waits for the host, and the boot was cancelled',
    async (kind) => {
      const { database, host, node, ids } = await interrupted(() => [{ kind }]);
      host.become(node.uuid, 'running', 'started');
      let arrive = (): void => undefined;
      host.connection = new Promise((resolve) => (arrive = resolve));
      const core = await coreOver(host, database);
      await eventually('the first step', async () => {
        const { step } = await core.operations.get(ids[0] ?? '');
        return step?.name === 'reach-host' || undefined;
      });
      expect(await host.domains.get(node.uuid)).toMatchObject({ state: 'running' });
      arrive();
      expect(await ended(core, ids[0])).toMatchObject({ state: 'succeeded' });
      expect(await core.nodes.get(node.id)).toMatchObject({ stage: 'cancelled', failure: null });
      expect(await core.nodes.boots(node.id)).toMatchObject([{ endedAt: anyText, failure: null }]);
    },
  );

  test('a machine that powered off before this was recorded was not powered off from outside', async () => {
    const { database, host, node, ids } = await interrupted(() => [{ kind: 'stop' }]);
    const core = await coreOver(host, database);
    expect(await ended(core, ids[0])).toMatchObject({ state: 'succeeded' });
    expect(await core.nodes.get(node.id)).toMatchObject({ stage: 'cancelled', failure: null });
  });

  test('a power cycle that was interrupted halfway ends with the machine on', async () => {
    const { database, host, node, ids } = await interrupted(() => [{ kind: 'power-cycle' }]);
    const core = await coreOver(host, database);
    expect(await ended(core, ids[0])).toMatchObject({ state: 'succeeded' });
    expect(await host.domains.get(node.uuid)).toMatchObject({ state: 'running' });
  });

  test('a delete whose end was not recorded has succeeded', async () => {
    const { database, host, node, ids } = await interrupted(() => [{ kind: 'delete' }]);
    await database.nodes.update(node.id, { deletedAt: MOMENT_AFTER });
    const core = await coreOver(host, database);
    expect(await ended(core, ids[0])).toMatchObject({ kind: 'delete', state: 'succeeded', error: null });
  });
});

test('a closing server does not wait for an unreachable host', async () => {
  const { database, host } = await interrupted(() => [{ kind: 'start' }]);
  host.connection = new Promise(() => undefined);
  const core = await coreOver(host, database);
  await core.close();
  expect(await database.operations.unfinished()).toHaveLength(1);
});

test('a delete of a node that a failed create has rolled back succeeds', async () => {
  const host = new MemoryHost();
  let fail = (_: Error): void => undefined;
  host.beforeStart = () => new Promise((_, reject) => (fail = reject));
  const core = await coreOver(host, await ownDatabase());
  const { nodes, operations } = await core.nodes.create(request, OPERATOR);
  await eventually('the create’s work', async () => {
    const { step } = await core.operations.get(operations[0]?.id ?? '');
    return step?.name === 'start-paused' || undefined;
  });
  fail(new Error('no more room'));
  const { id } = await core.nodes.remove(nodes[0]?.id ?? '', removal, OPERATOR);
  expect(await ended(core, id)).toMatchObject({ kind: 'delete', state: 'succeeded' });
  expect(await core.nodes.list()).toEqual([]);
});

test('an ignored shutdown does not count as the reason for a later power-off', async () => {
  const { database, host, node } = await interrupted(() => []);
  host.become(node.uuid, 'running', 'started');
  host.beforeShutdown = () => Promise.reject(new Error('the guest does not listen'));
  const core = await coreOver(host, database);
  await eventually('the boot', async () => (await core.nodes.get(node.id)).stages[0]);
  const { id } = await core.nodes.act(node.id, 'shutdown', OPERATOR);
  expect(await ended(core, id)).toMatchObject({ state: 'failed' });
  host.become(node.uuid, 'shut off', 'crashed', 'crashed');
  const { failure } = await eventually('the end', async () => {
    const found = await core.nodes.get(node.id);
    return ['failed', 'cancelled'].includes(found.stage) ? found : undefined;
  });
  expect(failure).toMatchObject({ class: 'host' });
});

const MOMENT_AFTER = '2026-01-02T03:06:05.678Z';
