import { z } from 'zod';
import { SCREEN_FONTS, type ScreenFont } from './font-names.ts';
import fonts from './fonts.json' with { type: 'json' };

export const GLYPH_WIDTH = 8;
const ALL = 0xff;

interface Glyph {
  readonly character: string;
  /** Whether it is so distinct that it is not found by chance: a letter is, a dot or a line is not. */
  readonly distinct: boolean;
}

/** Glyphs by what their cells look like, in whichever colours. */
export interface Font {
  readonly id: ScreenFont;
  readonly height: number;
  readonly glyphs: ReadonlyMap<string, Glyph>;
}

const MOST_DISTINCT = 5;

const file = z.array(
  z.object({
    id: z.enum(SCREEN_FONTS),
    height: z.int().min(1),
    characters: z.string(),
    /** In hexadecimal digits; a byte is a row of eight pixels, the highest bit left. */
    rows: z.string(),
  }),
);

/**
 * A cell's rows as a key. Ink and ground are not told apart: the pixel in the upper left corner counts as ground, so that
 * a character in inverse video is the same.
 */
export function cellKey(rows: Uint8Array): string {
  const flip = ((rows[0] ?? 0) & 0x80) === 0 ? 0 : ALL;
  let key = '';
  for (const row of rows) key += String.fromCodePoint(row ^ flip);
  return key;
}

function fontOf({ id, height, characters, rows: encoded }: z.infer<typeof file>[number]): Font {
  const rows = Uint8Array.from({ length: encoded.length / 2 }, (_, index) =>
    Number.parseInt(encoded.slice(index * 2, index * 2 + 2), 16),
  );
  const glyphs = new Map<string, Glyph>();
  for (const [index, character] of Array.from(characters).entries()) {
    const own = rows.subarray(index * height, (index + 1) * height);
    const key = cellKey(own);
    // The more usual characters come first.
    if (!glyphs.has(key)) glyphs.set(key, { character, distinct: new Set(own).size >= MOST_DISTINCT });
  }
  return { id, height, glyphs };
}

let known: readonly Font[] | null = null;

/** All fonts that are recognised. */
export const screenFonts = (): readonly Font[] => (known ??= file.parse(fonts).map(fontOf));
