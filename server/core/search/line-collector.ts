import type { Block, IndexedLine } from '../../db/search-index/api.ts';
import { LineScreen, type LineEvents, Triggers } from '../../../lib/domain/recogniser/line-screen.ts';
import type { Arrival } from '../api.ts';

/** Characters of a block: more of them would save room, and make each look-up read more. */
const BLOCK_CHARACTERS = 16 * 1024;

const NO_TRIGGERS = new Triggers();

interface Line {
  readonly offset: number;
  readonly text: string;
}

/** Makes blocks of the bytes of a port, with the lines that the recogniser sees. */
export class LineCollector implements LineEvents {
  readonly triggers = NO_TRIGGERS;
  readonly isCurious = false;
  readonly #screen = new LineScreen(this);
  readonly #full: { readonly start: number; readonly end: number; readonly lines: readonly Line[] }[] = [];
  #lines: Line[] = [];
  #characters = 0;

  push(bytes: Uint8Array, offset: number): void {
    this.#screen.push(bytes, offset);
  }

  /** Bytes are missing here. */
  interrupt(): void {
    this.#screen.interrupt();
  }

  /** Also a line that has not ended is one: it may be a prompt. */
  end(): { readonly full: readonly Unplaced[]; readonly tail: readonly Line[] } {
    this.#screen.interrupt();
    return { full: this.#full, tail: this.#lines };
  }

  completed({ text, start }: LineScreen): void {
    if (text === '') return;
    if (this.#characters >= BLOCK_CHARACTERS) {
      this.#full.push({ start: this.#lines[0]?.offset ?? start, end: start, lines: this.#lines });
      this.#lines = [];
      this.#characters = 0;
    }
    this.#lines.push({ offset: start, text });
    this.#characters += text.length;
  }

  grew(): void {
    // Only whole lines count.
  }

  moved(): void {
    // As above.
  }

  firmwareReset(): void {
    // The lines before it are complete.
  }
}

interface Unplaced {
  readonly start: number;
  readonly end: number;
  readonly lines: readonly Line[];
}

/** Gives lines, which are in order, the times at which their first characters arrived. */
export function timed(blocks: readonly Unplaced[], arrivals: readonly Arrival[]): Block[] {
  let next = 0;
  const timeOf = (offset: number): number | null => {
    while ((arrivals[next]?.to ?? Infinity) <= offset) next += 1;
    const arrival = arrivals[next];
    return arrival !== undefined && arrival.from <= offset ? arrival.at : null;
  };
  return blocks.map(({ start, end, lines }) => ({
    ...{ start, end },
    lines: lines.map(({ offset, text }): IndexedLine => ({ offset, at: timeOf(offset), text })),
  }));
}
