import { encodeUtf8 } from './utf8.ts';

const lower = (byte: number): number => (byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte);

/**
 * Finds which of many texts a line contains, in one pass over its bytes (Aho and Corasick's machine). ASCII letters
 * match in either case.
 */
export class TextIndex {
  /** Bytes that no text contains share one class, so that the table stays small. */
  readonly #classes = new Uint8Array(256);
  readonly #width: number;
  readonly #next: Int32Array;
  /** By state: the texts that end there. */
  readonly #ends: (readonly number[] | undefined)[] = [];

  constructor(texts: readonly string[]) {
    const encoded = texts.map((text) => encodeUtf8(text).map(lower));
    let width = 1;
    for (const byte of encoded.flatMap((bytes) => [...bytes]))
      if (this.#classes[byte] === 0) this.#classes[byte] = width++;
    for (let byte = 0x41; byte <= 0x5a; byte++) this.#classes[byte] = this.#classes[byte | 0x20] ?? 0;
    this.#width = width;
    this.#next = new Int32Array((1 + encoded.reduce((sum, { length }) => sum + length, 0)) * width);
    this.#link(this.#tree(encoded));
  }

  /** The numbers of the texts among the bytes, each once; null: none. */
  search(bytes: Uint8Array, from: number, to: number): number[] | null {
    const [classes, next] = [this.#classes, this.#next];
    // Few, so that a list is faster than a set.
    let found: number[] | null = null;
    let row = 0;
    for (let at = from; at < to; at++) {
      row = next[row + (classes[bytes[at] ?? 0] ?? 0)] ?? 0;
      if (row >= 0) continue;
      row = ~row;
      found ??= [];
      for (const text of this.#ends[row / this.#width] ?? []) if (!found.includes(text)) found.push(text);
    }
    return found;
  }

  /** Returns the number of states. */
  #tree(encoded: readonly Uint8Array[]): number {
    let states = 1;
    for (const [text, bytes] of encoded.entries()) {
      let state = 0;
      for (const byte of bytes) {
        const edge = state * this.#width + (this.#classes[byte] ?? 0);
        if (this.#next[edge] === 0) this.#next[edge] = states++;
        state = this.#next[edge] ?? 0;
      }
      this.#ends[state] = [...(this.#ends[state] ?? []), text];
    }
    return states;
  }

  /** Adds where to go on when a text ends to match: breadth first, so that shorter ones are ready. */
  #link(states: number): void {
    const fallback = new Int32Array(states);
    const waiting = [0];
    // Grows while it is walked through.
    for (const state of waiting) {
      const shorter = fallback[state] ?? 0;
      if (state !== 0) this.#ends[state] = [...(this.#ends[state] ?? []), ...(this.#ends[shorter] ?? [])];
      for (let of = 0; of < this.#width; of++) {
        const edge = state * this.#width + of;
        const child = this.#next[edge] ?? 0;
        const other = state === 0 ? 0 : (this.#next[shorter * this.#width + of] ?? 0);
        if (child === 0) this.#next[edge] = other;
        else {
          fallback[child] = other;
          waiting.push(child);
        }
      }
    }
    this.#next.set(this.#next.map((state) => this.#row(state)));
  }

  /** Where the row of a state begins in the table; inverted where texts end. */
  #row(state: number): number {
    const row = state * this.#width;
    return (this.#ends[state]?.length ?? 0) > 0 ? ~row : row;
  }
}
