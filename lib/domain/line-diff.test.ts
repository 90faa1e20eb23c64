import { expect, test } from 'vitest';
import { lineDiff } from './line-diff.ts';

const diff = (before: string, after: string) =>
  lineDiff(before, after).map(({ mark, text }) => `${mark}${text}`);

test('lines that stay, go and come', () => {
  expect(diff('a\nb\nc\n', 'a\nc\nd\n')).toEqual([' a', '-b', ' c', '+d']);
  expect(diff('a\nb', 'x\nb')).toEqual(['-a', '+x', ' b']);
  expect(diff('a', 'a')).toEqual([' a']);
  expect(diff('', 'a')).toEqual(['-', '+a']);
});
