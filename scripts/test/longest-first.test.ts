import { expect, test } from 'vitest';
import { longestFirst } from './longest-first.mjs';

const facts = (group: number, file: string, bytes = 1_000) => ({ group, file, bytes });
const order = (files: ReturnType<typeof facts>[], durations: unknown) =>
  longestFirst(files, (file) => file, durations).map(({ file }) => file);

test('the longest file comes first within its group', () => {
  const files = [facts(1, 'boots'), facts(0, 'a'), facts(1, 'story'), facts(0, 'b')];
  expect(order(files, { boots: 100, story: 300, a: 1, b: 2 })).toEqual(['b', 'a', 'story', 'boots']);
});

test('a file without a recorded duration is placed by its size', () => {
  const files = [facts(0, 'small', 100), facts(0, 'timed'), facts(0, 'large', 90_000), facts(0, 'gone', 1)];
  expect(order(files, { timed: 5, gone: 'much' })).toEqual(['large', 'timed', 'small', 'gone']);
  expect(order(files, undefined)[0]).toBe('large');
});
