/** Symbols of a pattern: ASCII as it is, and one for every other character. */
const SYMBOLS = 129;
const OTHER = 128;
/** The end of the line, after its last symbol. */
export const END = 129;

/** Which symbols a place of a pattern accepts. */
export type SymbolSet = Uint8Array;

export type Assertion = 'begin' | 'end' | 'word';

export type Syntax =
  | { readonly kind: 'set'; readonly set: SymbolSet }
  | { readonly kind: 'sequence'; readonly parts: readonly Syntax[] }
  | { readonly kind: 'choice'; readonly options: readonly Syntax[] }
  | {
      readonly kind: 'repeat';
      readonly part: Syntax;
      readonly min: number;
      /** Null: any number of times. */
      readonly max: number | null;
      readonly isLazy: boolean;
    }
  | { readonly kind: 'group'; readonly part: Syntax }
  | { readonly kind: 'assertion'; readonly assertion: Assertion };

export const isWord = (symbol: number): boolean =>
  symbol === 0x5f ||
  (symbol >= 0x30 && symbol <= 0x39) ||
  (symbol >= 0x41 && symbol <= 0x5a) ||
  (symbol >= 0x61 && symbol <= 0x7a);

export const setOf = (accepts: (symbol: number) => boolean): SymbolSet =>
  Uint8Array.from({ length: SYMBOLS }, (_, symbol) => (accepts(symbol) ? 1 : 0));

/** The symbol of a character. */
export const symbolOf = (code: number): number => (code < OTHER ? code : OTHER);
