import { expect, it } from 'vitest';
import type { PortReplay } from '../../lib/contract/replay.ts';
import { LogTimes } from './log-times.ts';

const STARTED = Date.parse('2026-01-01T00:00:00Z');

const part = (start: number, end: number, steps: number[]): PortReplay => ({
  ...{ port: 1, start, end, gaps: [], columns: 80, rows: 25, timing: 'recorded', steps },
});

it('knows when a byte arrived, and asks for what has come since', async () => {
  const asked: (readonly [number, number])[] = [];
  const parts = [part(0, 30, [1000, 10, 500, 20]), part(30, 40, [9000, 10])];
  const times = new LogTimes(1, (offsets) => {
    asked.push(offsets);
    const next = parts[asked.length - 1];
    return Promise.resolve({ startedAt: new Date(STARTED).toISOString(), ports: next ? [next] : [] });
  });
  expect(times.timeOf(0)).toBeNull();
  await Promise.all([times.refresh(), times.refresh()]);
  expect([0, 9, 10, 29].map((offset) => (times.timeOf(offset) ?? 0) - STARTED)).toEqual([
    1000, 1000, 1500, 1500,
  ]);
  expect(times.timeOf(30)).toBeNull();
  await times.refresh();
  expect((times.timeOf(35) ?? 0) - STARTED).toBe(9000);
  expect(asked).toEqual([
    [0, 0],
    [0, 30],
  ]);
});
