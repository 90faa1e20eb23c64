import { expect, test } from 'vitest';
import type { Arrival } from '../api.ts';
import { chaptersOf } from './chapters.ts';
import { pairsOf, timedLog } from './steps.ts';
import { logOf } from './testing/made-log.ts';

const BEGAN = Date.parse('2026-01-02T12:00:00.000Z');
const bytes = (offset: number, length: number) =>
  ({ kind: 'bytes', offset, bytes: Buffer.alloc(length, 'x') }) as const;
const arrival = (from: number, to: number, at: number): Arrival => ({ from, to, at: BEGAN + at });

test('bytes come when they arrived, from where the caller wants them', async () => {
  const log = logOf([bytes(0, 10)], [arrival(0, 4, 100), arrival(4, 10, 250)]);
  const { timing, steps } = await timedLog(log, BEGAN);
  expect({ timing, pairs: pairsOf(steps) }).toEqual({ timing: 'recorded', pairs: [100, 4, 150, 6] });
  expect((await timedLog(log, BEGAN, 6)).steps).toEqual([{ from: 6, to: 10, at: 250 }]);
});

test('bytes without a time come with those before them, the first ones with those after', async () => {
  const log = logOf([bytes(0, 10)], [arrival(2, 4, 100), arrival(6, 8, 300)]);
  const { timing, steps } = await timedLog(log, BEGAN);
  expect({ timing, pairs: pairsOf(steps) }).toEqual({ timing: 'in part', pairs: [100, 6, 200, 4] });
});

test('a clock that was set back is a pause; a gap is left out', async () => {
  const gap = { kind: 'gap', from: 4, to: 100, reason: 'the disk was full' } as const;
  const log = logOf([bytes(0, 4), gap, bytes(100, 4)], [arrival(0, 4, 3_600_000), arrival(100, 104, 1000)]);
  expect((await timedLog(log, BEGAN)).steps).toEqual([
    { from: 0, to: 4, at: 3_600_000 },
    { from: 100, to: 104, at: 3_600_000 },
  ]);
});

test('a log without times has the speed of a serial line, and chapters where their evidence is', async () => {
  const timed = await timedLog(logOf([bytes(0, 23_040)], []), BEGAN);
  expect(timed.timing).toBe('none');
  expect(timed.steps.at(-1)?.at).toBe(1983);
  const stage = {
    basis: 'observed',
    outcome: 'passed',
    endedAt: null,
    progress: null,
    statuses: [],
  } as const;
  const startedAt = new Date(BEGAN + 60_000).toISOString();
  const stages = [
    { ...stage, stage: 'powered-on' as const, startedAt, evidence: null, statuses: [] },
    {
      ...stage,
      ...{ stage: 'firmware' as const, startedAt, statuses: [] },
      evidence: { port: 0, offset: 11_520, line: 'x' },
    },
  ];
  const ports = [{ port: 0, ...timed }];
  expect(chaptersOf(stages, BEGAN, ports)).toEqual([{ stage: 'firmware', at: 1000 }]);
});
