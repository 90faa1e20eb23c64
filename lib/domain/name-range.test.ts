import { expect, test } from 'vitest';
import { expandRange, hasRange } from './name-range.ts';

test.each([
  ['VEN-{000..002}', ['VEN-000', 'VEN-001', 'VEN-002']],
  ['{8..11}x', ['8x', '9x', '10x', '11x']],
  ['n{08..11}', ['n08', 'n09', 'n10', 'n11']],
  ['n{3..1}', ['n3', 'n2', 'n1']],
  ['n{7..7}', ['n7']],
])('%s', (text, expected) => {
  expect(hasRange(text)).toBe(true);
  expect(expandRange(text)).toEqual(expected);
});

test.each(['VEN-000', 'VEN-{n}', 'VEN-{0..}', '{a..c}'])('%s is no range', (text) => {
  expect(hasRange(text)).toBe(false);
  expect(expandRange(text)).toBeNull();
});

test('an endless range ends', () => {
  expect(expandRange('{0..999999}')).toHaveLength(1000);
});
