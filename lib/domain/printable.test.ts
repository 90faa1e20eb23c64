import { expect, it } from 'vitest';
import { printable, printableJson, printableLines } from './printable.ts';

it.each([
  ['a colour', '\u001b[31mred', '\\x1b[31mred'],
  ['OSC 52, which writes the clipboard', '\u001b]52;c;AAAA\u0007', '\\x1b]52;c;AAAA\\x07'],
  ['CSI as one character of C1', '\u009b2J', '\\x9b2J'],
  ['a line that writes over itself', 'wrong\rright', 'wrong\\rright'],
  ['several lines', 'a\nb\u2028c', 'a\\nb\\u{2028}c'],
  ['text that runs the other way', 'a\u202egpj.exe\u2066', 'a\\u{202e}gpj.exe\\u{2066}'],
  ['characters without width', 'ad\u200bmin\ufeff\u034f', 'ad\\u{200b}min\\u{feff}\\u{34f}'],
  ['tags outside of the first plane', 'x\u{e0041}', 'x\\u{e0041}'],
  ['half a character', 'x\ud800', 'x\\u{d800}'],
  ['other scripts and symbols', 'Größe 節點 ✓ 😀', 'Größe 節點 ✓ 😀'],
])('shows %s', (_what, text, shown) => expect(printable(text)).toBe(shown));

it('keeps the lines of a text of several', () =>
  expect(printableLines('one\r\ntwo\u001b[2J\n')).toBe('one\ntwo\\x1b[2J\n'));

it('leaves JSON what it was', () => {
  const value = { line: 'a\u001b\u009b2J\u202e\u{e0041}ü\n' };
  const json = printableJson(JSON.stringify(value, null, 2));
  expect(json).toBe('{\n  "line": "a\\u001b\\u009b2J\\u202e\\udb40\\udc41ü\\n"\n}');
  expect(JSON.parse(json)).toEqual(value);
});
