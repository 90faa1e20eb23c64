import { expect, test } from 'vitest';
import { createRequest } from '../../../lib/contract/node.ts';
import { OPERATOR } from '../../testing/core.ts';
import { ownDatabase } from '../../testing/database.ts';
import { eventually } from '../../testing/eventually.ts';
import { coreOver } from '../../testing/memory-console.ts';
import { MemoryHost } from '../../testing/memory-host.ts';
import { outcomeOf } from '../../testing/outcome.ts';

async function withRun(request: object) {
  const [host, database] = [new MemoryHost(), await ownDatabase()];
  const core = await coreOver(host, database);
  const { run, operations } = await core.nodes.create(
    createRequest.parse({ start: false, ...request }),
    OPERATOR,
  );
  for (const { id } of operations) await outcomeOf(core, id);
  const names = async () =>
    (await core.nodes.list())
      .filter(({ runId }) => runId === run.id)
      .map(({ name }) => name)
      .toSorted();
  return { database, core, run, names };
}

test('more of the same, in the same run', async () => {
  const { core, run, names } = await withRun({ name: 'lab', count: 2, memoryMiB: 1024 });
  expect(await core.scaling.plan(run.id, 4)).toMatchObject({
    present: 2,
    add: ['lab-3', 'lab-4'],
    remove: [],
  });
  const { created } = await core.scaling.scale(run.id, { count: 4, remove: [] }, OPERATOR);
  for (const { id } of created?.operations ?? [])
    expect(await outcomeOf(core, id)).toMatchObject({ state: 'succeeded' });
  expect(await names()).toEqual(['lab-1', 'lab-2', 'lab-3', 'lab-4']);
  expect(await core.nodes.get('lab-4')).toMatchObject({ memoryMiB: 1024, runId: run.id });
  expect((await core.runs.list()).map(({ nodeIds }) => nodeIds.length)).toEqual([4]);
});

test('one node with its own name grows, too', async () => {
  const { core, run } = await withRun({ name: 'lab' });
  expect(await core.scaling.plan(run.id, 3)).toMatchObject({ add: ['lab-1', 'lab-2'] });
});

test('fewer: failed ones first, then the newest, and exactly those that were listed', async () => {
  const { database, core, run } = await withRun({ name: 'lab', count: 4 });
  const failed = await core.nodes.get('lab-2');
  await core.close();
  await database.nodes.update(failed.id, { stage: 'failed' });
  const again = await coreOver(new MemoryHost(), database);
  const { remove } = await again.scaling.plan(run.id, 2);
  expect(remove.map(({ name }) => name)).toEqual(['lab-2', 'lab-4']);
  const ids = remove.map(({ id }) => id);
  for (const other of [[], ids.slice(1)])
    await expect(again.scaling.scale(run.id, { count: 2, remove: other }, OPERATOR)).rejects.toMatchObject({
      code: 'conflict',
    });
  const { deleted } = await again.scaling.scale(run.id, { count: 2, remove: ids }, OPERATOR);
  await eventually('the end of the deletion', async () =>
    (await again.bulks.get(deleted?.id ?? '')).endedAt === null ? undefined : true,
  );
  expect((await again.nodes.list()).map(({ name }) => name).toSorted()).toEqual(['lab-1', 'lab-3']);
});
