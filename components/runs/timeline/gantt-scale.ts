import type { RunTimeline, TimelineNode } from '../../../lib/contract/run-timeline.ts';
import type { Stage } from '../../../lib/domain/stages.ts';

/** What the bars are drawn since: the clock of the run, or the beginning of each node. */
export type Base = 'run' | 'node';

export interface Bar {
  readonly stage: Stage;
  readonly outcome: TimelineNode['stages'][number]['outcome'];
  /** Milliseconds since the base. */
  readonly from: number;
  readonly took: number;
  readonly isOpen: boolean;
}

export interface Row {
  readonly node: TimelineNode;
  readonly bars: readonly Bar[];
  /** Milliseconds from its first bar to the end of its last. */
  readonly took: number;
}

export interface Chart {
  readonly base: Base;
  readonly rows: readonly Row[];
  /** Milliseconds that the chart shows. */
  readonly total: number;
  readonly ticks: readonly number[];
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const STEPS = [
  ...[1, 2, 5, 10, 15, 30].map((count) => count * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * MINUTE),
  ...[1, 2, 3, 6, 12, 24, 48, 168, 720].map((count) => count * HOUR),
];
const MOST_TICKS = 6;

function ticksOf(total: number): number[] {
  const step = STEPS.find((each) => total / each <= MOST_TICKS) ?? total / MOST_TICKS;
  return Array.from({ length: Math.floor(total / step) + 1 }, (_, index) => index * step);
}

/** `0`, `30s`, `5m`, `1m 30s`, `2h`, `1h 30m`, `2d`. */
export function tickLabel(milliseconds: number): string {
  const parts = [
    [Math.floor(milliseconds / (24 * HOUR)), 'd'],
    [Math.floor(milliseconds / HOUR) % 24, 'h'],
    [Math.floor(milliseconds / MINUTE) % 60, 'm'],
    [Math.floor(milliseconds / SECOND) % 60, 's'],
  ] as const;
  return parts.flatMap(([count, unit]) => (count === 0 ? [] : [`${count}${unit}`])).join(' ') || '0';
}

const beginning = ({ stages, createdAt }: TimelineNode): number =>
  Date.parse(stages[0]?.startedAt ?? createdAt);

function rowOf(node: TimelineNode, zero: number, now: number): Row {
  const bars = node.stages.map(({ stage, startedAt, endedAt, outcome }) => {
    const from = Date.parse(startedAt);
    const to = endedAt === null ? Math.max(now, from) : Date.parse(endedAt);
    return {
      stage,
      outcome,
      from: Math.max(0, from - zero),
      took: Math.max(0, to - from),
      isOpen: endedAt === null,
    };
  });
  const end = Math.max(0, ...bars.map(({ from, took }) => from + took));
  return { node, bars, took: end - (bars[0]?.from ?? end) };
}

const rowsBy = ({ nodes, startedAt }: RunTimeline, base: Base, now: number): Row[] =>
  nodes.map((node) => rowOf(node, base === 'run' ? Date.parse(startedAt) : beginning(node), now));

const endOf = (rows: readonly Row[]): number =>
  Math.max(SECOND, ...rows.flatMap(({ bars }) => bars.map(({ from, took }) => from + took)));

/** Nodes that were added or retried much later would leave little room for the others on one clock. */
const MUCH_LONGER = 4;

/** Where the bars of a run are. Without a base, the one that leaves them room. */
export function chartOf(timeline: RunTimeline, chosen: Base | null, now: number): Chart {
  const byRun = rowsBy(timeline, 'run', now);
  const longest = Math.max(SECOND, ...byRun.map(({ took }) => took));
  const base = chosen ?? (endOf(byRun) > MUCH_LONGER * longest ? 'node' : 'run');
  const rows = base === 'run' ? byRun : rowsBy(timeline, 'node', now);
  const total = endOf(rows);
  return { base, rows, total, ticks: ticksOf(total) };
}

export type Direction = 'left' | 'right' | 'up' | 'down';

/** The bar that an arrow key leads to: along a row, or the same stage of the next node, or the one at that time. */
export function beside(
  rows: readonly Row[],
  { row, bar }: { readonly row: number; readonly bar: number },
  direction: Direction,
): { readonly row: number; readonly bar: number } {
  const here = rows[row]?.bars[bar];
  if (here === undefined) return { row, bar };
  if (direction === 'left' || direction === 'right') {
    const next = bar + (direction === 'right' ? 1 : -1);
    return rows[row]?.bars[next] === undefined ? { row, bar } : { row, bar: next };
  }
  const step = direction === 'down' ? 1 : -1;
  for (let next = row + step; rows[next] !== undefined; next += step) {
    const bars = rows[next]?.bars ?? [];
    const same = bars.findIndex(({ stage }) => stage === here.stage);
    const near = same === -1 ? bars.findLastIndex(({ from }) => from <= here.from) : same;
    if (bars.length > 0) return { row: next, bar: Math.max(0, near) };
  }
  return { row, bar };
}
