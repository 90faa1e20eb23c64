import { LineScreen, type LineEvents, Triggers } from './line-screen.ts';
import type { Place } from './detections.ts';

/** Of its UTF-8 form. */
function lastByte(text: string): number {
  // Also of the second half of a surrogate pair: only the lowest six bits matter.
  const code = text.charCodeAt(text.length - 1);
  return code < 0x80 ? code : 0x80 | (code & 0x3f);
}

/** Longer lines are cut in evidence. */
const EVIDENCE_MAX = 400;

/**
 * Finds a literal text in what a guest prints on one port: in a complete line or at the cursor, as people would see it,
 * without control sequences. Memory is bounded and time linear.
 */
export class ReadyText implements LineEvents {
  readonly triggers = new Triggers();
  readonly isCurious = false;
  readonly #text: string;
  readonly #last: number;
  readonly #screen = new LineScreen(this);
  readonly #port: number;
  #offset = 0;
  #found: Place | null = null;

  constructor(text: string, port: number) {
    this.#text = text;
    this.#last = lastByte(text);
    for (let before = 0; before < 256; before++) this.triggers.add(before, this.#last);
    this.#port = port;
  }

  /** The first place of the text in these bytes; null if it is not there. */
  feed(bytes: Uint8Array): Place | null {
    this.#found = null;
    this.#screen.push(bytes, this.#offset);
    this.#offset += bytes.length;
    return this.#found;
  }

  skip(to: number): void {
    this.#screen.interrupt();
    this.#offset = to;
  }

  grew(line: LineScreen, character: number): void {
    if (character === this.#last && line.typed.endsWith(this.#text)) this.#report(line, line.typed);
  }

  completed(line: LineScreen): void {
    if (line.text.includes(this.#text)) this.#report(line, line.text);
  }

  moved(): void {
    // Means nothing here.
  }

  firmwareReset(): void {
    // Means nothing here.
  }

  #report(line: LineScreen, text: string): void {
    this.#found ??= { port: this.#port, offset: line.start, line: text.trim().slice(0, EVIDENCE_MAX) };
  }
}
