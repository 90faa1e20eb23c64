import { expect, test } from 'vitest';
import { element, serialize } from './element.ts';

test('text and attributes are escaped, so that nothing in them is markup', () => {
  const nasty = `</name><a b='c' d="e">&amp;\n\t`;
  const xml = serialize(element('name', { value: nasty }, nasty));
  const escaped = '&lt;/name&gt;&lt;a b=&apos;c&apos; d=&quot;e&quot;&gt;&amp;amp;&#10;&#9;';
  expect(xml).toBe(`<name value='${escaped}'>${escaped}</name>\n`);
});

test.each(['\0', '\u001b', '\uffff', '\ud800'])('%j cannot be written and is refused', (character) => {
  expect(() => serialize(element('a', {}, character))).toThrow(expect.objectContaining({ code: 'invalid' }));
});

test('parts that a variant does not have are left out', () => {
  expect(serialize(element('a', { b: undefined }, null, element('c')))).toBe('<a>\n  <c/>\n</a>\n');
});
