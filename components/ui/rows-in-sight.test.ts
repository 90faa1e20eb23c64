import { expect, test } from 'vitest';
import { FIRST, rowsInSight, within } from './rows-in-sight.ts';

test('all rows in sight are drawn and some on either side, wherever the list is scrolled to', () => {
  for (let top = 300; top > -100_000; top -= 333) {
    const { from, to } = rowsInSight(top, 800, 37);
    expect(from).toBeLessThanOrEqual(Math.max(0, -top / 37 - 16));
    expect(to).toBeGreaterThanOrEqual((800 - top) / 37 + 16);
    // However long the list is.
    expect(to - from).toBeLessThan(80);
  }
});

test('at the beginning as many as are drawn before anything is known', () => {
  expect(rowsInSight(5000, 800, 37)).toEqual({ from: 0, to: FIRST });
});

test('a list that became shorter shows its end', () => {
  expect(within({ from: 960, to: 1040 }, 5000)).toEqual({ from: 960, to: 1040 });
  expect(within({ from: 960, to: 1040 }, 970)).toEqual({ from: 930, to: 970 });
  expect(within({ from: 960, to: 1040 }, 3)).toEqual({ from: 0, to: 3 });
});
