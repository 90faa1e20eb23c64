import { expect, it } from 'vitest';
import { clipboardKey, isSeveralLines } from './clipboard-keys.ts';

const NONE = { ctrlKey: false, shiftKey: false, altKey: false, metaKey: false };

it.each([
  ['Ctrl-Shift-C', { ctrlKey: true, shiftKey: true, key: 'C' }, false, 'copy'],
  ['Ctrl-C with a selection', { ctrlKey: true, key: 'c' }, true, 'copy'],
  ['Ctrl-C without one: it interrupts', { ctrlKey: true, key: 'c' }, false, null],
  ['Ctrl-V', { ctrlKey: true, key: 'v' }, false, 'paste'],
  ['Ctrl-Shift-V', { ctrlKey: true, shiftKey: true, key: 'V' }, false, 'paste'],
  ['Shift-Insert', { shiftKey: true, key: 'Insert' }, false, 'paste'],
  ['Ctrl-Insert with a selection', { ctrlKey: true, key: 'Insert' }, true, 'copy'],
  ['Ctrl-Alt-V', { ctrlKey: true, altKey: true, key: 'v' }, false, null],
  ['the letter', { key: 'v' }, true, null],
] as const)('%s', (_, part, selected, meaning) => {
  expect(clipboardKey({ ...NONE, ...part }, selected)).toBe(meaning);
});

it('a line end makes it several lines: a shell would run it at once', () => {
  expect(isSeveralLines('ls')).toBe(false);
  expect(isSeveralLines('ls\n')).toBe(true);
  expect(isSeveralLines('a\r\nb')).toBe(true);
});
