import { SerializeAddon } from '@xterm/addon-serialize';
import { UnicodeGraphemesAddon } from './graphemes.ts';
import headless, { type IMarker, type Terminal } from '@xterm/headless';
import { SequenceScanner } from './sequence-scanner.ts';
import type { Mark, TerminalSize, TerminalSnapshot } from './snapshot.ts';
import { TerminalState } from './terminal-state.ts';

/** Lines above the screen that a snapshot keeps: more of them take long to draw, and the log has them all. */
export const KEPT_LINES = 2000;
/** Bytes from one mark to the next. */
const MARK_EVERY = 512;
const LINE_FEED = 10;
/** A reset of the terminal leaves this as it is. */
const LINE_FEEDS_AS_USUAL = '\x1b[20l';

/** A terminal that nobody sees, which draws a part of a log to write down what is shown then. */
export class SnapshotTerminal {
  readonly #size: TerminalSize;
  readonly #terminal: Terminal;
  readonly #serializer = new SerializeAddon();
  readonly #state: TerminalState;
  #marks: { readonly offset: number; readonly line: IMarker }[] = [];
  #lastMark: number;
  #from: number;
  #shifted = false;

  constructor(size: TerminalSize, from: number) {
    this.#size = size;
    this.#from = from;
    this.#lastMark = from;
    this.#terminal = new headless.Terminal({
      cols: size.columns,
      rows: size.rows,
      scrollback: KEPT_LINES,
      allowProposedApi: true,
      // As in the viewers' terminals.
      scrollOnEraseInDisplay: true,
    });
    this.#terminal.loadAddon(new UnicodeGraphemesAddon());
    this.#terminal.loadAddon(this.#serializer);
    this.#state = new TerminalState(this.#terminal);
  }

  /** Begins with what an earlier snapshot shows. */
  async restore(snapshot: TerminalSnapshot): Promise<void> {
    await this.#write(snapshot.data);
    const { baseY, cursorY } = this.#terminal.buffer.active;
    for (const [offset, line] of snapshot.marks) this.#mark(offset, line - baseY - cursorY);
    this.#from = snapshot.from;
    this.#lastMark = snapshot.offset;
    this.#shifted = snapshot.shifted;
  }

  /** Output that changes what the terminal is set to, and nothing that is seen. */
  prepare(modes: string): Promise<void> {
    return this.#write(modes);
  }

  /**
   * Draws bytes of the log as far as they can be cut, and writes down what is shown then. Null when they cannot be cut
   * anywhere.
   */
  async draw(bytes: Uint8Array, offset: number): Promise<TerminalSnapshot | null> {
    const scanner = new SequenceScanner(this.#shifted);
    scanner.scan(bytes);
    const { cut } = scanner;
    if (cut === null) return null;
    if (this.#marks.length === 0) this.#mark(offset, 0);
    await this.#drawMarked(bytes.subarray(0, cut.at), offset);
    return this.#snapshot(offset + cut.at, cut.shifted);
  }

  dispose(): void {
    this.#terminal.dispose();
  }

  #mark(offset: number, lines: number): void {
    const line = this.#terminal.registerMarker(lines);
    // There is none in the alternate screen.
    if (line !== undefined) this.#marks.push({ offset, line });
  }

  #drawMarked(bytes: Uint8Array, offset: number): Promise<void> {
    let from = 0;
    for (let at = bytes.indexOf(LINE_FEED); at !== -1; at = bytes.indexOf(LINE_FEED, at + 1)) {
      const end = offset + at + 1;
      if (end - this.#lastMark < MARK_EVERY) continue;
      this.#lastMark = end;
      this.#terminal.write(bytes.subarray(from, at + 1), () => this.#mark(end, 0));
      from = at + 1;
    }
    return this.#write(bytes.subarray(from));
  }

  #snapshot(offset: number, shifted: boolean): TerminalSnapshot {
    const { normal } = this.#terminal.buffer;
    const first = Math.max(0, normal.length - KEPT_LINES - this.#size.rows);
    const known = this.#marks.filter(({ line }) => line.line >= first);
    const marks = known.map(({ offset: at, line }): Mark => [at, line.line - first]);
    const isWhole = this.#marks.length === known.length;
    const from = isWhole ? this.#from : (marks[0]?.[0] ?? offset);
    return { ...this.#size, offset, from, data: this.#contents(shifted), marks, shifted };
  }

  #contents(shifted: boolean): string {
    const options = { scrollback: KEPT_LINES, excludeModes: true };
    const normal = this.#serializer.serialize({ ...options, excludeAltBuffer: true });
    const begin = LINE_FEEDS_AS_USUAL + normal + this.#state.ofScreen('normal');
    const end = this.#state.ofTerminal(shifted);
    if (this.#terminal.buffer.active.type === 'normal') return begin + end;
    // It begins with a switch that would save the cursor again.
    const alternate = this.#serializer.serialize(options).slice(normal.length).replace('\x1b[?1049h', '');
    return `${begin}\x1b[0m\x1b[?47h${alternate}${this.#state.ofScreen('alternate')}${end}`;
  }

  #write(data: Uint8Array | string): Promise<void> {
    return new Promise((written) => this.#terminal.write(data, written));
  }
}
