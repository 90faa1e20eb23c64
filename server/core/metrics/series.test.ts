import { expect, test } from 'vitest';
import { DAY_SLOTS, NO_USAGE, Series, UsageRing } from './series.ts';

const cpu = (value: number | null) => ({ ...NO_USAGE, cpu: value });

test('a ring keeps the latest; what was left out or is older is unknown', () => {
  const ring = new UsageRing(3);
  ring.set(10, cpu(1));
  ring.set(12, cpu(3));
  expect([9, 10, 11, 12, 13].map((number) => ring.value(number, 0))).toEqual([null, 1, null, 3, null]);
  ring.set(13, cpu(4));
  expect([10, 11, 12, 13].map((number) => ring.value(number, 0))).toEqual([null, null, 3, 4]);
  ring.set(9, cpu(9));
  ring.set(11, cpu(2));
  expect([9, 11, 12].map((number) => ring.value(number, 0))).toEqual([null, 2, 3]);
  ring.set(1000, cpu(5));
  expect([12, 13, 999, 1000].map((number) => ring.value(number, 0))).toEqual([null, null, null, 5]);
});

test('measurements become averages of their slot, without what was unknown', () => {
  const series = new Series();
  series.add(0, 500, cpu(1));
  series.add(1, 500, cpu(null));
  series.add(2, 500, cpu(2));
  series.add(3, 501, cpu(8));
  expect(series.average(500)).toEqual(cpu(1.5));
  expect(series.average(499)).toBeNull();
  expect(series.now(3).cpu).toBe(8);
  expect(series.mean(3, 3).cpu).toBe(5);
  const day = series.day(501);
  expect(day.times).toHaveLength(DAY_SLOTS);
  expect(day.times.at(-1)).toBe(501 * 300);
  expect(day.cpu.slice(-3)).toEqual([null, 1.5, 8]);
});

test('what is recalled does not replace what is measured', () => {
  const series = new Series();
  series.recall(499, cpu(4));
  series.add(0, 500, cpu(1));
  series.recall(500, cpu(9));
  series.recall(498, cpu(3));
  expect(series.day(500).cpu.slice(-3)).toEqual([3, 4, 1]);
  expect(series.live([{ number: 0, at: 5000 }])).toMatchObject({ times: [5], cpu: [1], sent: [null] });
});
