import { expect, it } from 'vitest';
import { printable, printableJson, printableLines } from './printable.ts';

it.each([
  ['a colour', '\u001b[31mred', '\\x1b[31mred'],
  ['OSC 52, which writes to the clipboard', '\u001b]52;c;AAAA\u0007', '\\x1b]52;c;AAAA\\x07'],
  ['CSI as a single C1 character', '\u009b2J', '\\x9b2J'],
  ['a line that overwrites itself', 'wrong\rright', 'wrong\\rright'],
  ['several lines', 'a\nb\u2028c', 'a\\nb\\u{2028}c'],
  ['text with reversed direction', 'a\u202egpj.exe\u2066', 'a\\u{202e}gpj.exe\\u{2066}'],
  ['zero-width characters', 'ad\u200bmin\ufeff\u034f', 'ad\\u{200b}min\\u{feff}\\u{34f}'],
  ['tags outside the basic plane', 'x\u{e0041}', 'x\\u{e0041}'],
  ['a lone surrogate', 'x\ud800', 'x\\u{d800}'],
  ['other scripts and symbols', 'Größe 節點 ✓ 😀', 'Größe 節點 ✓ 😀'],
])('shows %s', (_what, text, shown) => expect(printable(text)).toBe(shown));

it('keeps the line breaks of multi-line text', () =>
  expect(printableLines('one\r\ntwo\u001b[2J\n')).toBe('one\ntwo\\x1b[2J\n'));

it('does not change the meaning of JSON', () => {
  const value = { line: 'a\u001b\u009b2J\u202e\u{e0041}ü\n' };
  const json = printableJson(JSON.stringify(value, null, 2));
  expect(json).toBe('{\n  "line": "a\\u001b\\u009b2J\\u202e\\udb40\\udc41ü\\n"\n}');
  expect(JSON.parse(json)).toEqual(value);
});
