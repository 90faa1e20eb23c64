import type { RecordedPort } from './recorded-port.ts';

const ESCAPE = String.fromCodePoint(27);
const COLOUR = new RegExp(String.raw`${ESCAPE}\[[\d;:]*m`, 'g');
/** Other control sequences, strings for the terminal, and control characters. */
const OTHER = new RegExp(
  String.raw`${ESCAPE}(?:\[[0-?]*[ -/]*[@-~]|\][^\p{Cc}]*|[()][0-9AB]|[78=>cDEHMNOZ\\])?|\p{Cc}`,
  'gu',
);
/** Most lines have nothing of it, apart from the carriage return at the end. */
const CONTROL = /[^\P{Cc}\r]|\r(?!$)/u;
const LINE_FEED = 10;

/** A line of the output that contains what was looked for. */
export interface Hit {
  readonly port: number;
  /** The position after the line. */
  readonly position: number;
  /** Milliseconds since the boot began: when the line was complete. */
  readonly at: number;
  readonly line: string;
}

/** The lines that a port sent, without control sequences. */
export class OutputLines {
  readonly #port: RecordedPort;
  /** In lower case, and as sent. */
  readonly #plain: string[] = [];
  readonly #lines: string[] = [];
  /** The position after each. */
  readonly #ends: number[] = [];

  constructor(port: RecordedPort) {
    this.#port = port;
    const bytes = port.slice(0, port.length);
    const text = new TextDecoder().decode(bytes);
    // Every line feed is one in both: no other character contains this byte.
    let position = 0;
    for (const line of text.split('\n')) {
      const end = bytes.indexOf(LINE_FEED, position);
      position = end === -1 ? bytes.length : end + 1;
      const plain = plainOf(line);
      this.#lines.push(plain);
      this.#plain.push(plain.toLowerCase());
      this.#ends.push(position);
    }
  }

  /** At most `limit` of them, in order; upper and lower case are the same. */
  find(text: string, limit: number): Hit[] {
    const wanted = text.toLowerCase();
    if (wanted === '') return [];
    const hits: Hit[] = [];
    for (const [index, plain] of this.#plain.entries()) {
      if (hits.length === limit) break;
      if (!plain.includes(wanted)) continue;
      const position = this.#ends[index] ?? 0;
      const at = this.#port.timeAt(Math.max(0, position - 1));
      hits.push({ port: this.#port.port, position, at, line: this.#lines[index] ?? '' });
    }
    return hits;
  }
}

const plainOf = (line: string): string =>
  (CONTROL.test(line) ? line.replaceAll(COLOUR, '').replaceAll(OTHER, ' ') : line).trimEnd();
