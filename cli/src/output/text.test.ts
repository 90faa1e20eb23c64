import { expect, test } from 'vitest';
import { duration } from './duration.ts';
import { facts, table } from './text.ts';

test('columns are as wide as their widest cell', () => {
  expect(
    table(
      ['A', 'LONG'],
      [
        ['wide', 'x'],
        ['y', ''],
      ],
    ),
  ).toBe('A     LONG\nwide  x\ny\n');
});

test('names and values', () => {
  expect(
    facts([
      ['A', '1'],
      ['Long', '2'],
    ]),
  ).toBe('A:    1\nLong: 2\n');
});

test('nothing that steers a terminal or breaks a line', () => {
  expect(table(['A'], [['a\u001b[2Jb\nc\u009bd']])).toBe('A\na\\x1b[2Jb\\nc\\x9bd\n');
  expect(facts([['A', 'b\u202ec']])).toBe('A: b\\u{202e}c\n');
});

test.each([
  [-5, '0s'],
  [59_400, '59s'],
  [60_000, '1m00s'],
  [3_599_000, '59m59s'],
  [3_600_000, '1h00m'],
  [90_000_000, '1d01h'],
])('%i ms are %s', (milliseconds, text) => {
  expect(duration(milliseconds)).toBe(text);
});
