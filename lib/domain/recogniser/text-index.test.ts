import { expect, test } from 'vitest';
import { TextIndex } from './text-index.ts';
import { decodeUtf8, encodeUtf8 } from './utf8.ts';

test('finds what a search for each text finds, in any case', () => {
  const texts = ['he', 'she', 'hers', 'his', 'login: ', 'ééé', 'a', 'aab', '#', 'LOGIN'];
  const index = new TextIndex(texts);
  let seed = 3;
  const random = (below: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor((seed / 2 ** 31) * below);
  };
  const parts = ['h', 'e', 's', 'her', 'HIS', 'a', 'b', 'é', 'login', ': ', '#', 'x', '\u{1f600}'];
  for (let round = 0; round < 500; round++) {
    const line = Array.from({ length: random(12) }, () => parts[random(parts.length)] ?? '').join('');
    const bytes = encodeUtf8(`..${line}..`);
    expect(decodeUtf8(bytes)).toBe(`..${line}..`);
    const found = index.search(bytes, 2, bytes.length - 2) ?? [];
    const expected = [...texts.keys()].filter((one) =>
      line.toLowerCase().includes((texts[one] ?? '').toLowerCase()),
    );
    expect([line, found.toSorted((one, other) => one - other)]).toEqual([line, expected]);
  }
});
