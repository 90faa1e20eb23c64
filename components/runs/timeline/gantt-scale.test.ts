import { expect, it, test } from 'vitest';
import type { RunTimeline, TimelineNode } from '../../../lib/contract/run-timeline.ts';
import type { Stage } from '../../../lib/domain/stages.ts';
import { beside, chartOf, tickLabel } from './gantt-scale.ts';

const START = Date.UTC(2026, 0, 1);
const at = (second: number): string => new Date(START + second * 1000).toISOString();

function node(name: string, stages: readonly (readonly [Stage, number, number | null])[]): TimelineNode {
  return {
    ...{ id: name, name, host: 'local', isDeleted: false, stage: 'ipxe', boot: 1, createdAt: at(0) },
    ...{ readyAt: null, failure: null },
    stages: stages.map(([stage, from, to]) => ({
      ...{ stage, startedAt: at(from), endedAt: to === null ? null : at(to) },
      outcome: to === null ? ('running' as const) : ('passed' as const),
    })),
  };
}

const timeline = (...nodes: TimelineNode[]): RunTimeline => ({
  ...{ run: 'r', startedAt: at(0), endedAt: null, nodes, stages: [], slowest: null, criticalPath: null },
});

test('bars are where their times are; the open one reaches to now', () => {
  const one = node('one', [
    ['firmware', 10, 30],
    ['ipxe', 30, null],
  ]);
  const { base, rows, total, ticks } = chartOf(timeline(one), null, START + 60_000);
  expect([base, total, ticks]).toEqual(['run', 60_000, [0, 10_000, 20_000, 30_000, 40_000, 50_000, 60_000]]);
  expect(rows[0]?.bars).toMatchObject([
    { from: 10_000, took: 20_000, isOpen: false },
    { from: 30_000, took: 30_000, isOpen: true },
  ]);
});

test('nodes that were added much later are drawn since the beginning of each', () => {
  const [early, late] = [node('a', [['firmware', 0, 60]]), node('b', [['firmware', 86_400, 86_430]])];
  expect(chartOf(timeline(early, late), null, START)).toMatchObject({ base: 'node', total: 60_000 });
  expect(chartOf(timeline(early, late), 'run', START)).toMatchObject({ base: 'run', total: 86_430_000 });
  expect(chartOf(timeline(), null, START).rows).toEqual([]);
});

test('ticks are few, and read easily', () => {
  const { ticks } = chartOf(timeline(node('a', [['firmware', 0, 500]])), null, START);
  expect(ticks.map(tickLabel)).toEqual(['0', '2m', '4m', '6m', '8m']);
  expect([90_000, 5_400_000, 172_800_000].map(tickLabel)).toEqual(['1m 30s', '1h 30m', '2d']);
});

it('leads with arrow keys along a row, and to the same stage of other nodes', () => {
  const { rows } = chartOf(
    timeline(
      node('a', [
        ['firmware', 0, 10],
        ['ipxe', 10, 20],
      ]),
      node('none', []),
      node('b', [
        ['firmware', 0, 5],
        ['address', 5, 9],
        ['ipxe', 9, 20],
      ]),
    ),
    null,
    START,
  );
  expect(beside(rows, { row: 0, bar: 0 }, 'right')).toEqual({ row: 0, bar: 1 });
  expect(beside(rows, { row: 0, bar: 1 }, 'right')).toEqual({ row: 0, bar: 1 });
  expect(beside(rows, { row: 0, bar: 1 }, 'down')).toEqual({ row: 2, bar: 2 });
  // "address" is not there: what was there at that time.
  expect(beside(rows, { row: 2, bar: 1 }, 'up')).toEqual({ row: 0, bar: 0 });
  expect(beside(rows, { row: 0, bar: 0 }, 'up')).toEqual({ row: 0, bar: 0 });
});
