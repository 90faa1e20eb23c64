import { describe, expect, test } from 'vitest';
import { deleteRequest } from '../../../lib/contract/node.ts';
import { runCsv } from '../../../lib/report/run-csv.ts';
import { runHtml } from '../../../lib/report/run-html.ts';
import { runSummary } from '../../../lib/report/run-summary.ts';
import type { NodeRow, RunRow, StageRow } from '../../db/api.ts';
import { OPERATOR } from '../../testing/core.ts';
import { bootRow, MOMENT, nodeRow, operationRow, ownDatabase, runRow } from '../../testing/database.ts';
import { eventually } from '../../testing/eventually.ts';
import { coreOver, MEMORY_INSTALLATION } from '../../testing/memory-console.ts';
import { MemoryHost } from '../../testing/memory-host.ts';
import { Bus } from '../bus.ts';
import { nodeFromRow } from '../nodes/registry.ts';
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

describe('the nodes of a run', () => {
  const stageOf = (bootId: string, stage: StageRow['stage'], from: number, to: number): StageRow => ({
    // Numbered in order of arrival.
    ...{
      id: `${bootId}-${String(from).padStart(4, '0')}`,
      bootId,
      stage,
      basis: 'observed',
      outcome: 'passed',
    },
    ...{ startedAt: at(from), endedAt: at(to), evidence: null, progress: null, statuses: [] },
  });
  const at = (second: number) => new Date(Date.parse(MOMENT) + second * 1000).toISOString();

  test('have the stages of the boot that made them ready, and the reports of the run show them', async () => {
    const evil = { ...FAILURE, cause: '=HYPERLINK("x") <img src=x>' };
    const { database, runs, run, rows } = await stored([
      { ...READY, readyAt: at(70) },
      { ...FAILED, failure: evil },
    ]);
    const [good, bad] = rows;
    if (good === undefined || bad === undefined) throw new Error('two were stored');
    const boots = [
      { ...bootRow(good.id, 1), startedAt: at(1) },
      { ...bootRow(good.id, 2), startedAt: at(100) },
      { ...bootRow(bad.id, 1), startedAt: at(1) },
    ] as const;
    for (const boot of boots) await database.boots.begin(boot);
    await database.boots.saveStage(stageOf(boots[0].id, 'firmware', 1, 11));
    await database.boots.saveStage(stageOf(boots[0].id, 'micro-os', 11, 61));
    await database.boots.saveStage(stageOf(boots[1].id, 'firmware', 100, 900));
    await database.boots.saveStage(stageOf(boots[2].id, 'firmware', 1, 31));

    const nodes = await runs.nodes(run.id);
    const summary = runSummary(nodes);
    expect(summary.slowest).toMatchObject({ stage: 'micro-os', median: 50_000 });
    expect(summary.stages[0]).toMatchObject({ stage: 'firmware', nodes: 2, median: 30_000, longest: 30_000 });
    expect(summary.stages[0]?.longestAt).toBe(bad.name);
    expect(summary.criticalPath).toEqual({
      node: good.name,
      stages: [
        { stage: 'firmware', took: 10_000 },
        { stage: 'micro-os', took: 50_000 },
      ],
    });
    expect(summary.funnel.map(({ nodes: count }) => count)).toEqual([2, 2, 2, 2, 1, 1, 1]);

    const [head, ...lines] = runCsv(nodes).trim().split('\n');
    expect(head).toMatch(/^Node,Serial,.*,firmware,/);
    expect(lines).toHaveLength(2);
    expect(lines.find((line) => line.startsWith(good.name))).toContain(',10.000,');
    expect(lines.find((line) => line.startsWith(bad.name))).toContain(`"'=HYPERLINK(""x"") <img src=x>"`);

    const html = runHtml(await runs.get(run.id), nodes);
    expect(html).toContain('=HYPERLINK(&quot;x&quot;) &lt;img src=x&gt;');
    expect(html).not.toMatch(/<script|<img|https?:|src=["']/);
    expect(html).toContain('Slowest stage: Micro-OS, 50s');
  });
});
