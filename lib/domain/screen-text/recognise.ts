import type { ScreenFont } from './font-names.ts';
import { cellKey, type Font, GLYPH_WIDTH, screenFonts } from './font.ts';

/** A picture of a screen: each pixel a number, equal for equal colours. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly colours: Uint32Array;
}

/** Where the characters are, in pixels of the picture. */
interface TextGrid {
  readonly font: ScreenFont;
  readonly x: number;
  readonly y: number;
  readonly cellWidth: number;
  readonly cellHeight: number;
}

export interface RecognisedText extends TextGrid {
  /** All rows of the grid, without blanks at their ends. U+FFFD is a cell in which something else is drawn. */
  readonly lines: readonly string[];
  /** The share of the cells that are not blank in which a character was recognised. */
  readonly confidence: number;
}

const UNKNOWN = '\u{FFFD}';
/** How many places are looked at to find out where the grid may be, and then, to choose between the best. */
const SAMPLES = { first: 50, then: 400 };
const FINALISTS = 8;
/** In its text mode VGA repeats or leaves out a ninth column; that fills the picture. */
const TEXT_MODE_WIDTH = GLYPH_WIDTH + 1;
/** Fewer distinct characters are chance. */
const LEAST_DISTINCT = 3;
/** Rows at the bottom of a cell that a cursor may fill. */
const CURSOR_ROWS = 3;

const FULL = 0xff;

interface Place {
  readonly x: number;
  readonly y: number;
}

/** Of one colour; of two, with a character or without; of more, so certainly without. */
type Cell =
  | { readonly kind: 'blank' | 'mixed' }
  | { readonly kind: 'drawn'; readonly rows: Uint8Array }
  | { readonly kind: 'character'; readonly character: string; readonly distinct: boolean };

const BLANK: Cell = { kind: 'blank' };
const MIXED: Cell = { kind: 'mixed' };

/** The cell whose upper left corner is given. */
function cellAt({ width, colours }: Pixels, { height, glyphs }: Font, { x, y }: Place): Cell {
  const ground = colours[y * width + x];
  let ink: number | undefined;
  const rows = new Uint8Array(height);
  for (let row = 0; row < height; row++) {
    let bits = 0;
    const first = (y + row) * width + x;
    for (let column = 0; column < GLYPH_WIDTH; column++) {
      const colour = colours[first + column];
      bits <<= 1;
      if (colour === ground) continue;
      if (colour !== (ink ??= colour)) return MIXED;
      bits |= 1;
    }
    rows[row] = bits;
  }
  if (ink === undefined) return BLANK;
  const glyph = glyphs.get(cellKey(rows));
  return glyph === undefined ? { kind: 'drawn', rows } : { kind: 'character', ...glyph };
}

/** What is above a cursor, a bar in the lowest rows. */
function aboveCursor({ glyphs, height }: Font, rows: Uint8Array): string | undefined {
  if (rows.lastIndexOf(FULL) < height - CURSOR_ROWS) return undefined;
  const above = rows.map((row) => (row === FULL ? 0 : row));
  return above.every((row) => row === 0) ? ' ' : glyphs.get(cellKey(above))?.character;
}

/** Where something is drawn, as indices of pixels. */
function edgesOf({ width, height, colours }: Pixels): number[] {
  const edges: number[] = [];
  for (let at = 1; at < width * height; at++) if (colours[at] !== colours[at - 1]) edges.push(at);
  return edges;
}

/** So many of them, spread over the picture. */
function sample(edges: readonly number[], width: number, count: number): Place[] {
  const step = Math.max(1, edges.length / count);
  return Array.from({ length: Math.min(count, edges.length) }, (_, index) => {
    const at = edges[Math.floor(index * step)] ?? 0;
    return { x: at % width, y: Math.floor(at / width) };
  });
}

interface Grid extends Place {
  readonly font: Font;
  readonly cellWidth: number;
}

const fits = ({ width, height }: Pixels, font: Font, { x, y }: Place): boolean =>
  x >= 0 && y >= 0 && x + GLYPH_WIDTH <= width && y + font.height <= height;

/** In how many of the places a distinct character is, if that is the grid. */
function scoreOf(pixels: Pixels, { font, cellWidth, x, y }: Grid, places: readonly Place[]): number {
  let score = 0;
  for (const place of places) {
    const corner = {
      x: place.x - ((place.x - x + cellWidth) % cellWidth),
      y: place.y - ((place.y - y + font.height) % font.height),
    };
    if (!fits(pixels, font, corner)) continue;
    const cell = cellAt(pixels, font, corner);
    if (cell.kind === 'character' && cell.distinct) score += 1;
  }
  return score;
}

/** Every font at every offset. */
const grids = (): Grid[] =>
  screenFonts().flatMap((font) => [
    { font, cellWidth: TEXT_MODE_WIDTH, x: 0, y: 0 },
    ...Array.from({ length: font.height * GLYPH_WIDTH }, (_, index) => {
      return { font, cellWidth: GLYPH_WIDTH, x: index % GLYPH_WIDTH, y: Math.floor(index / GLYPH_WIDTH) };
    }),
  ]);

/** Those with the highest scores, the best first. */
function best(pixels: Pixels, candidates: readonly Grid[], places: readonly Place[]): Grid[] {
  const scored = candidates.map((grid) => ({ grid, score: scoreOf(pixels, grid, places) }));
  return scored
    .filter(({ score }) => score > 0)
    .toSorted((one, other) => other.score - one.score)
    .slice(0, FINALISTS)
    .map(({ grid }) => grid);
}

function gridOf(pixels: Pixels): Grid | undefined {
  const edges = edgesOf(pixels);
  const finalists = best(pixels, grids(), sample(edges, pixels.width, SAMPLES.first));
  return best(pixels, finalists, sample(edges, pixels.width, SAMPLES.then))[0];
}

interface Count {
  drawn: number;
  known: number;
  distinct: number;
}

/** A line of the grid; one in which nothing is recognised is empty. */
function lineAt(pixels: Pixels, { font, cellWidth, x }: Grid, y: number, count: Count): string {
  let line = '';
  const before = count.known;
  for (let left = x; left + GLYPH_WIDTH <= pixels.width; left += cellWidth) {
    const cell = cellAt(pixels, font, { x: left, y });
    if (cell.kind === 'character') {
      line += cell.character;
      count.known += 1;
      if (cell.distinct) count.distinct += 1;
    }
    const above = cell.kind === 'drawn' ? aboveCursor(font, cell.rows) : undefined;
    if (cell.kind === 'drawn') line += above ?? UNKNOWN;
    if (cell.kind === 'blank' || cell.kind === 'mixed') line += ' ';
    if (cell.kind !== 'blank' && above === undefined) count.drawn += 1;
  }
  return count.known === before ? '' : line.trimEnd();
}

/**
 * The text on a picture of a firmware or text console; null: there is none. Characters are recognised by the fonts that
 * such consoles draw with, pixel by pixel, at any offset and in any colours.
 */
export function recogniseText(pixels: Pixels): RecognisedText | null {
  const grid = gridOf(pixels);
  if (grid === undefined) return null;
  const { font, cellWidth, x, y } = grid;
  const count = { drawn: 0, known: 0, distinct: 0 };
  const lines: string[] = [];
  for (let top = y; top + font.height <= pixels.height; top += font.height)
    lines.push(lineAt(pixels, grid, top, count));
  if (count.distinct < LEAST_DISTINCT) return null;
  const confidence = count.known / count.drawn;
  return { font: font.id, x, y, cellWidth, cellHeight: font.height, lines, confidence };
}
