import { expect, test } from 'vitest';
import { type Bulk, bulkRequest, type BulkInput } from '../../../lib/contract/bulk.ts';
import { createRequest } from '../../../lib/contract/node.ts';
import type { Core } from '../api.ts';
import { OPERATOR } from '../../testing/core.ts';
import { operationRow, ownDatabase } from '../../testing/database.ts';
import { eventually } from '../../testing/eventually.ts';
import { coreOver } from '../../testing/memory-console.ts';
import { MemoryHost } from '../../testing/memory-host.ts';
import { outcomeOf } from '../../testing/outcome.ts';

const begin = (core: Core, request: BulkInput) => core.bulks.begin(bulkRequest.parse(request), OPERATOR);

const ended = (core: Core, id: string) =>
  eventually('the end of the bulk action', async () => {
    const bulk = await core.bulks.get(id);
    return bulk.endedAt === null ? undefined : bulk;
  });

async function withNodes(count: number) {
  const [host, database] = [new MemoryHost(), await ownDatabase()];
  const core = await coreOver(host, database);
  const { operations } = await core.nodes.create(
    createRequest.parse({ name: 'n', count, start: false }),
    OPERATOR,
  );
  for (const { id } of operations) await outcomeOf(core, id);
  return { host, database, core };
}

test('each node has its own outcome, and one that is refused does not stop the others', async () => {
  const { core } = await withNodes(3);
  await outcomeOf(core, (await core.nodes.act('n-2', 'start', OPERATOR)).id);
  const changes: string[] = [];
  core.onChange(({ kind }) => changes.push(kind));
  const { id } = await begin(core, { action: 'start', nodes: ['n-1', 'n-2', 'nobody', 'n-3', 'n-1'] });
  expect(await ended(core, id)).toMatchObject({
    by: OPERATOR.name,
    items: [
      { nodeName: 'n-1', state: 'succeeded', error: null },
      { nodeName: 'n-2', state: 'refused', error: { code: 'conflict' } },
      { nodeName: 'nobody', state: 'refused', error: { code: 'not-found' } },
      { nodeName: 'n-3', state: 'succeeded' },
    ],
  });
  expect(changes).toContain('bulk');
  expect(await core.nodes.get('n-1')).toMatchObject({ state: 'running' });
  expect(await core.bulks.list()).toMatchObject([{ id }]);
});

test('a filter chooses nodes; labels are added to each', async () => {
  const { core } = await withNodes(2);
  await outcomeOf(core, (await core.nodes.edit('n-1', { labels: ['lab', 'old=1'] }, OPERATOR)).id);
  const { id } = await begin(core, {
    action: 'label',
    filter: { labels: ['lab'] },
    add: ['new'],
    remove: ['old'],
  });
  expect((await ended(core, id)).items).toMatchObject([{ nodeName: 'n-1', state: 'succeeded' }]);
  expect(await core.nodes.get('n-1')).toMatchObject({ labels: ['lab', 'new'] });
  const none = await begin(core, { action: 'stop', filter: { labels: ['nothing'] } });
  expect(await ended(core, none.id)).toMatchObject({ items: [] });
  await expect(begin(core, { action: 'label', filter: { all: true } })).rejects.toMatchObject({
    code: 'invalid',
  });
});

test('only so many of a host run at once; what waits can be left out', async () => {
  const { host, core } = await withNodes(10);
  let arrive = (): void => undefined;
  const gate = new Promise<void>((resolve) => (arrive = resolve));
  host.beforeStart = () => gate;
  const { id } = await begin(core, { action: 'start', filter: { all: true } });
  const states = async () => (await core.bulks.get(id)).items.map(({ state }) => state);
  expect((await states()).filter((state) => state === 'running')).toHaveLength(8);
  await core.bulks.cancel(id, OPERATOR);
  arrive();
  const { items } = await ended(core, id);
  expect(
    items
      .map(({ state }) => state)
      .toSorted()
      .join(),
  ).toBe([...Array<string>(2).fill('cancelled'), ...Array<string>(8).fill('succeeded')].join());
});

test('after a crash it goes on with the nodes that wait, and repeats nothing that has ended', async () => {
  const { host, database, core } = await withNodes(4);
  const nodes = await core.nodes.list();
  await core.close();
  const items = nodes.map(({ id, name }) => ({
    ...{ id: `item-${name}`, nodeId: id, nodeName: name, host: 'local', state: 'waiting', error: null },
  })) satisfies Bulk['items'];
  const recordedAt = new Date(Date.now() + 1000).toISOString();
  const row = { id: 'bulk', by: 'a@b', recordedAt, endedAt: null, items } as const;
  await database.bulks.record({ ...row, items, action: 'start', request: { action: 'start', nodes: ['n'] } });
  // The first two have ended, the third was under way, and the fourth had not begun.
  const operation = { kind: 'start', recordedAt, request: {} } as const;
  const done = { state: 'succeeded', endedAt: recordedAt } as const;
  const [one, two, three] = nodes.map(({ id, name }) =>
    operationRow(id, { ...operation, id: `item-${name}` }),
  );
  await database.operations.record({ ...(one ?? operationRow('')), ...done });
  await database.operations.record({ ...(two ?? operationRow('')), ...done });
  await database.operations.record(three ?? operationRow(''));

  const again = await coreOver(host, database);
  const outcome = await ended(again, 'bulk');
  expect(outcome.items.map(({ state }) => state)).toEqual(Array(4).fill('succeeded'));
  const states = (await again.nodes.list()).map(({ name, state }) => `${name} ${state}`);
  expect(states.toSorted()).toEqual([...['n-1 shut off', 'n-2 shut off'], ...['n-3 running', 'n-4 running']]);
});
