import { expect, test } from 'vitest';
import { keyboardLayout, LAYOUT_IDS, type LayoutId, type Stroke } from './layout.ts';
import layouts from './layouts.json' with { type: 'json' };
import { strokesFor } from './strokes.ts';

const PRINTABLE = Array.from({ length: 95 }, (_, index) => String.fromCodePoint(32 + index)).join('');

/** A guest: what it makes of the keys, dead keys included. */
function guest(id: LayoutId, strokes: readonly Stroke[]): string {
  const keys = layouts.find((layout) => layout.id === id)?.keys ?? {};
  let text = '';
  let mark = '';
  for (const { code, shift, altGr } of strokes) {
    const level = (altGr ? 2 : 0) + (shift ? 1 : 0);
    const table: Readonly<Record<string, string>> = { ...keys, Enter: '\n', Tab: '\t' };
    const typed = Array.from(table[code] ?? '')[level] ?? '';
    if (/^\p{M}$/u.test(typed)) {
      mark = typed;
      continue;
    }
    const spacing = { '\u{300}': '`', '\u{301}': "'", '\u{302}': '^', '\u{303}': '~' }[mark];
    text += mark !== '' && typed === ' ' ? (spacing ?? '?') : (typed + mark).normalize('NFC');
    mark = '';
  }
  return text;
}

/** What people of that language write. */
const OWN: Readonly<Record<LayoutId, string>> = {
  us: '',
  uk: '£€',
  de: 'äöüÄÖÜßéèê€§°µ²',
  fr: 'éèàçùâêîôûëïÂ€£§µ°',
  es: 'ñÑáéíóúüÁ¿¡ç€ºª·',
  it: 'àèéìòù€ç£§°',
  se: 'åäöÅÄÖéèêü€§½¤',
  jp: '',
};

test.each(LAYOUT_IDS)('%s types every printable character of ASCII, and its own', (id) => {
  const text = `${PRINTABLE}${OWN[id]}\n\tend`;
  const { strokes, unknown } = strokesFor(text, id);
  expect(unknown).toEqual([]);
  expect(guest(id, strokes.flat())).toBe(text);
  expect(strokes.map((each) => each.at(-1)?.character).join('')).toBe(text);
});

test.each(LAYOUT_IDS)('%s types everything that is on its keys', (id) => {
  const all = [...keyboardLayout(id).keys.keys()].filter((character) => !/^\p{M}$/u.test(character));
  const text = all.join('').normalize('NFC');
  const { strokes, unknown } = strokesFor(text, id);
  expect(unknown).toEqual([]);
  expect(guest(id, strokes.flat())).toBe(text);
});

const shown = (text: string, id: LayoutId): string[] =>
  strokesFor(text, id)
    .strokes.flat()
    .map(({ code, shift, altGr }) => `${shift ? 'Shift-' : ''}${altGr ? 'AltGr-' : ''}${code}`);

test.each<[LayoutId, string, string[]]>([
  ['us', 'z@', ['KeyZ', 'Shift-Digit2']],
  ['uk', '@"£#', ['Shift-Quote', 'Shift-Digit2', 'Shift-Digit3', 'Backslash']],
  ['de', 'z@/', ['KeyY', 'AltGr-KeyQ', 'Shift-Digit7']],
  ['de', '^|\\', ['Backquote', 'Space', 'AltGr-IntlBackslash', 'AltGr-Minus']],
  ['fr', 'a1@', ['KeyQ', 'Shift-Digit1', 'AltGr-Digit0']],
  ['fr', 'ê', ['KeyE', 'BracketLeft'].toReversed()],
  ['es', 'ñÁ', ['Semicolon', 'Quote', 'Shift-KeyA']],
  ['it', '{è@', ['Shift-AltGr-BracketLeft', 'BracketLeft', 'AltGr-Semicolon']],
  ['se', 'å$~', ['BracketLeft', 'AltGr-Digit4', 'AltGr-BracketRight', 'Space']],
  ['jp', '"@_', ['Shift-Digit2', 'BracketLeft', 'Shift-IntlRo']],
])('%s types %s as is printed on the keys', (id, text, keys) => {
  expect(shown(text, id)).toEqual(keys);
});

test('what cannot be typed is named once, before anything is', () => {
  expect(strokesFor('aжb漢ж', 'us').unknown).toEqual(['ж', '漢']);
  expect(strokesFor('é', 'us').unknown).toEqual(['é']);
  // After a dead key, a blank makes an apostrophe of it.
  expect(strokesFor('´', 'de').unknown).toEqual(['´']);
  // A line end of any system is one Enter.
  expect(shown('a\r\nb\rc', 'us')).toEqual(['KeyA', 'Enter', 'KeyB', 'Enter', 'KeyC']);
});
