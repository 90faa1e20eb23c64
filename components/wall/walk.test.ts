import { describe, expect, it, test } from 'vitest';
import { columnsFor, walk, type Place } from './walk.ts';

/** Rows of so many tiles, each 100 wide and 50 high. */
const grid = (...rows: readonly number[]): Place[] =>
  rows.flatMap((count, row) =>
    Array.from({ length: count }, (_, column) => ({
      left: column * 100,
      top: row * 50,
      width: 100,
      height: 50,
    })),
  );

describe('a key', () => {
  test.each([
    ['ArrowRight', 0, 1],
    ['ArrowRight', 6, 6],
    ['ArrowLeft', 3, 2],
    ['ArrowLeft', 0, 0],
    ['ArrowDown', 1, 4],
    ['ArrowDown', 5, 6],
    ['ArrowDown', 6, 6],
    ['ArrowUp', 6, 3],
    ['ArrowUp', 1, 1],
    ['Home', 5, 0],
    ['End', 1, 6],
    ['x', 1, null],
  ])('%s leads from %i to %s', (key, from, to) => {
    expect(walk(grid(3, 3, 1), from, key)).toBe(to);
  });

  it('leads past a tile that is enlarged', () => {
    // The first takes two columns and two rows.
    const places = [
      { left: 0, top: 0, width: 200, height: 100 },
      { left: 200, top: 0, width: 100, height: 50 },
      { left: 200, top: 50, width: 100, height: 50 },
      { left: 0, top: 100, width: 100, height: 50 },
    ];
    expect(walk(places, 0, 'ArrowDown')).toBe(3);
    expect(walk(places, 3, 'ArrowUp')).toBe(0);
    expect(walk(places, 1, 'ArrowDown')).toBe(2);
  });

  it('leads to the first tile when none has the focus', () => {
    expect(walk(grid(2), -1, 'ArrowDown')).toBe(0);
    expect(walk([], -1, 'ArrowDown')).toBeNull();
  });
});

test.each([
  [1, 1],
  [2, 2],
  [4, 2],
  [9, 3],
  [64, 8],
])('%i tiles fill a wide screen in %i columns', (count, columns) => {
  expect(columnsFor(count, 1920, 1040)).toBe(columns);
});

test('on a phone they are below each other', () => {
  expect(columnsFor(3, 390, 800)).toBe(1);
});
