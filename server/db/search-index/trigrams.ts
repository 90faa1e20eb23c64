const LINE_FEED = 10;
/** Of each character; those that differ in higher bits only are told apart by reading the block. */
const BITS = 7;
const MASK = (1 << BITS) - 1;
/** So many of a text's are looked up; they narrow it down enough. */
const MOST_LOOKED_UP = 24;

/**
 * Every three characters that follow each other in a line, once for each text. FTS5's own tokenizer takes twice as long:
 * it hands over each occurrence.
 */
export class Trigrams {
  /** The text that had each of them last. */
  readonly #seen = new Uint32Array(1 << (3 * BITS));
  #turn = 0;

  /** Of a text in lower case, as words for FTS5. */
  wordsOf(text: string): string {
    return this.#distinct(text).join(' ');
  }

  /** What FTS5 has to find for a block to be able to contain all the terms. */
  matchFor(terms: readonly string[]): string {
    const all = this.#distinct(terms.join('\n'));
    const step = Math.max(1, all.length / MOST_LOOKED_UP);
    const some = Array.from(
      { length: Math.min(all.length, MOST_LOOKED_UP) },
      (_, index) => all[Math.floor(index * step)],
    );
    return some.map((word) => `"${word}"`).join(' ');
  }

  #distinct(text: string): string[] {
    this.#turn += 1;
    const seen = this.#seen;
    const words: string[] = [];
    let run = 0;
    let trigram = 0;
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      run = code === LINE_FEED ? 0 : run + 1;
      trigram = ((trigram << BITS) | (code & MASK)) & ((1 << (3 * BITS)) - 1);
      if (run < 3 || seen[trigram] === this.#turn) continue;
      seen[trigram] = this.#turn;
      words.push(trigram.toString(36));
    }
    return words;
  }
}
