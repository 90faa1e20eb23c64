import { expect, test } from 'vitest';
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
