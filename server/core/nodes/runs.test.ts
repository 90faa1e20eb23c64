import { describe, expect, test } from 'vitest';
import { deleteRequest } from '../../../lib/contract/node.ts';
import type { NodeRow, RunRow } from '../../db/api.ts';
import { OPERATOR } from '../../testing/core.ts';
import { MOMENT, nodeRow, operationRow, ownDatabase, runRow } from '../../testing/database.ts';
import { eventually } from '../../testing/eventually.ts';
import { coreOver, MEMORY_INSTALLATION } from '../../testing/memory-console.ts';
import { MemoryHost } from '../../testing/memory-host.ts';
import { Bus } from '../bus.ts';
import { nodeFromRow } from './registry.ts';
import { Runs } from './runs.ts';

const LATER = '2026-01-02T03:14:05.678Z';
const FREE = { hold: null, forgiven: [], cancel: null };
const FAILURE: NodeRow['failure'] = {
  class: 'storage',
  cause: 'No room.',
  fix: 'x',
  stage: 'micro-os',
  evidence: null,
};
const READY: Partial<NodeRow> = { stage: 'ready', readyAt: MOMENT };
const FAILED: Partial<NodeRow> = { stage: 'failed', failure: FAILURE };

async function stored(nodes: readonly Partial<NodeRow>[], changes: Partial<RunRow> = {}) {
  const [database, bus] = [await ownDatabase(), new Bus(0)];
  const runs = new Runs(
    database,
    bus,
    () => LATER,
    ({ control }) => control ?? FREE,
  );
  const run = runRow(changes);
  const rows = nodes.map((node, index) => nodeRow(run.id, { name: `edge-${index}`, ...node }));
  await database.nodes.create(run, rows, []);
  return { database, bus, runs, run, rows };
}

describe('a run', () => {
  test('has a name, the causes of failures, and the original request', async () => {
    const { runs, run } = await stored([READY, FAILED, FAILED]);
    const told = await runs.get(run.id);
    expect(told).toMatchObject({ state: 'failed', ready: 1, failed: 2, request: run.request });
    expect(told.name).toMatch(/^edge · 3 nodes · \d\d:\d\d$/);
    expect(told.causes).toEqual([{ cause: 'No room.', nodes: 2 }]);
    expect(await runs.list()).toMatchObject([{ name: told.name, causes: told.causes }]);
  });

  test.for<[Partial<NodeRow>[], string]>([
    [[READY, {}], 'running'],
    [[READY, READY], 'succeeded'],
    [[READY, { stage: 'cancelled' }], 'cancelled'],
    [[{ stage: 'cancelled', deletedAt: MOMENT }], 'deleted'],
    [[{ ...FAILED, deletedAt: MOMENT }], 'failed'],
    [[{ ...READY, deletedAt: MOMENT }], 'succeeded'],
  ])('of %j is %s', async ([nodes, state]) => {
    const { runs, run } = await stored(nodes);
    expect(await runs.get(run.id)).toMatchObject({ state });
  });

  test('that was left off is not running', async () => {
    const { runs, run } = await stored([{}], {
      request: { count: 1, template: 'ubuntu', start: false },
    });
    expect(await runs.get(run.id)).toMatchObject({ state: 'defined' });
  });

  test('ends with the last of its nodes, and resumes when one of them does', async () => {
    const { database, bus, runs, run, rows } = await stored([READY, {}]);
    const become = async (changes: Partial<NodeRow>) => {
      const row = { ...rows[1], ...nodeRow(run.id), ...rows[1], ...changes };
      await database.nodes.update(row.id, changes);
      bus.emit({ kind: 'node', object: nodeFromRow(row) });
    };
    const toldEnd = (endedAt: string | null) =>
      eventually(`its end: ${String(endedAt)}`, async () =>
        (await runs.get(run.id)).endedAt === endedAt ? true : undefined,
      );
    await become(FAILED);
    await toldEnd(LATER);
    await become({ stage: 'defined', failure: null });
    await toldEnd(null);
  });
});

test.for<[string, Partial<NodeRow>, Partial<NodeRow>]>([
  ['that was ready', READY, { stage: 'ready' }],
  ['that was ready, in the middle of a later boot', { ...READY, stage: 'os-boot' }, { stage: 'ready' }],
  ['that had failed', FAILED, { stage: 'failed', failure: FAILURE }],
  ['that was still booting', { stage: 'ipxe' }, { stage: 'cancelled' }],
])('the history of a deleted node %s shows that', async ([, before, after]) => {
  const [database, host, run] = [await ownDatabase(), new MemoryHost(), runRow()];
  const node = nodeRow(run.id, before);
  await database.nodes.create(run, [node], [operationRow(node.id, { state: 'succeeded', endedAt: MOMENT })]);
  host.add(MEMORY_INSTALLATION, node);
  const core = await coreOver(host, database);
  await core.nodes.remove(node.id, deleteRequest.parse({}), OPERATOR);
  const gone = await eventually('the deletion', async () => {
    const told = await core.nodes.get(node.id);
    return told.deletedAt === null ? undefined : told;
  });
  expect(gone).toMatchObject(after);
});
