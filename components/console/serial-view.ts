import { LEAVES } from './terminal-exit.tsx';
import { FitAddon } from '@xterm/addon-fit';
import { SearchAddon } from '@xterm/addon-search';
import { Terminal, type IMarker, type ITerminalAddon } from '@xterm/xterm';
import { openSerialSession, type SerialSession, type TerminalSnapshot } from '../data/console-sockets.ts';
import { drawFast } from './fast-drawing.ts';
import { mute } from './mute.ts';
import { PALETTES } from './palettes.ts';

/** Lines of scrollback; the whole log is available as a file. */
const SCROLLBACK = 50_000;
/**
 * A mark ties an offset of the log to a line of the terminal: each so many bytes, and seldomer the further on it is,
 * since the terminal moves every mark with every line that a flood pushes out of it.
 */
const MARK_EVERY = 256;
const MARKS_BEFORE = 256;
const NEWLINE = 10;
/** The terminal as at power-on. */
const RESET = '\x1bc';

export interface SerialSource {
  readonly node: string;
  readonly port: number;
  /** A past boot; null for the current one and those that follow. */
  readonly boot: number | null;
  readonly mode: 'read' | 'write';
}

interface Mark {
  readonly offset: number;
  readonly line: IMarker;
}

/** Inverse video between the lines: not the guest's output, and distinguishable by shape as well. */
const rule = (text: string): string => `\r\n\x1b[0;7m ${text} \x1b[0m\r\n`;

/**
 * The view of a serial port: the session and the terminal that displays it. It lives outside React, so that leaving a
 * page and returning loses neither the connection nor the scroll position.
 */
export class SerialView {
  readonly session: SerialSession;
  readonly terminal: Terminal;
  readonly search = new SearchAddon();
  readonly #fit = new FitAddon();
  readonly #holder = document.createElement('div');
  #marks: Mark[] = [];
  #lastMark = 0;
  #opened = false;
  #drawSlowly = (): void => undefined;
  #heardAt = Date.now();
  #wanted: { offset: number; line: string } | null = null;
  #omitted = 0;
  #markEvery = MARK_EVERY;

  /** `widths` knows how wide characters are, as the server does. */
  constructor(source: SerialSource, theme: 'light' | 'dark', widths: ITerminalAddon) {
    this.#holder.className = 'h-full w-full';
    this.terminal = new Terminal({
      fontFamily: '"JetBrains Mono Variable", monospace',
      fontSize: 13,
      lineHeight: 1.2,
      scrollback: SCROLLBACK,
      theme: PALETTES[theme],
      cursorBlink: false,
      // Firmware clears the screen often; its earlier output stays readable.
      scrollOnEraseInDisplay: true,
      allowProposedApi: true,
      minimumContrastRatio: 4.5,
    });
    mute(this.terminal);
    this.terminal.loadAddon(widths);
    this.terminal.loadAddon(this.#fit);
    this.terminal.loadAddon(this.search);
    this.terminal.onData((data) => this.session.input(data));
    const { node, port, boot } = source;
    this.session = openSerialSession({
      node,
      port,
      mode: source.mode,
      boot: boot ?? undefined,
      follow: boot === null,
      screen: () => ({ columns: this.terminal.cols, rows: this.terminal.rows }),
      sink: {
        snapshot: (snapshot) => new Promise((drawn) => this.#draw(snapshot, drawn)),
        begin: (begin) => {
          if (!begin.resumed) this.#begin(begin.boot);
        },
        bytes: (bytes, offset) => new Promise((drawn) => this.#write(offset, bytes, drawn)),
        gap: (from, to, reason) =>
          this.terminal.write(rule(`${to - from} bytes are missing here: ${reason}`)),
      },
    });
  }

  /** Calls the listener after every draw; returns a function that removes it. */
  readonly subscribe = (listener: () => void): (() => void) => {
    const watched = this.terminal.onWriteParsed(listener);
    return () => watched.dispose();
  };

  /** Shows it in an element of the page; one at a time. */
  attach(parent: HTMLElement): void {
    parent.append(this.#holder);
    if (!this.#opened) {
      this.#opened = true;
      this.terminal.open(this.#holder);
      this.terminal.textarea?.setAttribute('aria-description', LEAVES);
      this.#drawSlowly = drawFast(this.terminal);
    }
    this.fit();
  }

  /** Adds `text` to the terminal's description for screen readers; returns a function that removes it. */
  describe(text: string): () => void {
    const say = (words: string): void => this.terminal.textarea?.setAttribute('aria-description', words);
    say(`${text} ${LEAVES}`);
    return () => say(LEAVES);
  }

  detach(): void {
    this.#holder.remove();
  }

  fit(): void {
    if (this.#holder.isConnected && this.#holder.clientWidth > 0) this.#fit.fit();
  }

  setTheme(theme: 'light' | 'dark'): void {
    this.terminal.options.theme = PALETTES[theme];
  }

  setFontSize(pixels: number): void {
    if (this.terminal.options.fontSize === pixels) return;
    this.terminal.options.fontSize = pixels;
    this.fit();
  }

  /** Whether anything was drawn, of this boot or of the one before. */
  get isBlank(): boolean {
    const { baseY, cursorX, cursorY } = this.terminal.buffer.active;
    return baseY + cursorX + cursorY === 0;
  }

  /** How many bytes at the beginning of the boot are not here: it began with a snapshot. */
  get omitted(): number {
    return this.#omitted;
  }

  /** Fetches everything of the boot, or of an earlier one and those after it. */
  showAll(boot?: number): void {
    this.terminal.write(RESET);
    this.#omitted = 0;
    this.session.showAll(boot);
  }

  /** When the guest last sent output, as Date.now(). */
  get heardAt(): number {
    return this.#heardAt;
  }

  /** Text that assistive technology can read beside the picture of it; it costs time in a flood, so on request. */
  setReadAloud(on: boolean): void {
    this.terminal.options.screenReaderMode = on;
  }

  /** With times, every line that comes is marked. */
  setTimed(on: boolean): void {
    this.#markEvery = on ? 1 : MARK_EVERY;
  }

  /** The lines in sight that are marked: their row, and the offset in the log at their beginning. */
  marksInSight(): readonly { readonly row: number; readonly offset: number }[] {
    const { viewportY } = this.terminal.buffer.active;
    const found = this.#marks.map(({ offset, line }) => ({ row: line.line - viewportY, offset }));
    return found.filter(({ row }) => row >= 0 && row < this.terminal.rows);
  }

  /** Whether the newest line is visible. */
  get following(): boolean {
    const { viewportY, baseY } = this.terminal.buffer.active;
    return viewportY >= baseY;
  }

  /** Scrolls to a source in the log and marks its line; waits if the bytes have not arrived yet. */
  reveal(offset: number, line: string): void {
    if (offset < this.#omitted) this.showAll();
    if (offset >= this.session.position) {
      this.#wanted = { offset, line };
      return;
    }
    this.#wanted = null;
    // What was received may not have been drawn yet.
    this.terminal.write('', () => this.#show(offset, line.trim()));
  }

  dispose(): void {
    this.session.dispose();
    this.#drawSlowly();
    this.terminal.dispose();
    this.#holder.remove();
  }

  #begin(boot: number): void {
    this.#heardAt = Date.now();
    this.#marks = [];
    this.#lastMark = 0;
    this.#omitted = 0;
    if (boot > 1 && this.terminal.buffer.active.baseY + this.terminal.buffer.active.cursorY > 0)
      this.terminal.write(rule(`Boot ${boot} begins here`));
    this.#mark(0);
  }

  /** In place of everything before it, in the size for which it was made; what follows is drawn after it. */
  #draw({ columns, rows, from, offset, data, marks }: TerminalSnapshot, done: () => void): void {
    this.#heardAt = Date.now();
    this.#omitted = from;
    this.#lastMark = offset;
    this.terminal.resize(columns, rows);
    this.terminal.write(RESET + data, () => {
      const { baseY, cursorY } = this.terminal.buffer.active;
      this.#marks = [];
      for (const [begin, line] of marks) this.#mark(begin, line - baseY - cursorY);
      this.fit();
      this.terminal.scrollToBottom();
      done();
      this.#revealWanted(offset);
    });
  }

  #mark(offset: number, lines = 0): void {
    const line = this.terminal.registerMarker(lines);
    this.#marks.push({ offset, line });
    if (this.#marks.length % 1024 === 0) this.#marks = this.#marks.filter((mark) => !mark.line.isDisposed);
  }

  #write(offset: number, bytes: Uint8Array, done: () => void): void {
    this.#heardAt = Date.now();
    let from = 0;
    for (let index = bytes.indexOf(NEWLINE); index !== -1; index = bytes.indexOf(NEWLINE, index + 1)) {
      const end = offset + index + 1;
      if (end - this.#lastMark < Math.max(this.#markEvery, this.#markEvery === 1 ? 1 : end / MARKS_BEFORE))
        continue;
      this.#lastMark = end;
      this.terminal.write(bytes.subarray(from, index + 1), () => this.#mark(end));
      from = index + 1;
    }
    this.terminal.write(bytes.subarray(from), () => {
      done();
      this.#revealWanted(this.session.position);
    });
  }

  #revealWanted(position: number): void {
    const wanted = this.#wanted;
    if (wanted && wanted.offset < position) this.reveal(wanted.offset, wanted.line);
  }

  #show(offset: number, text: string): void {
    const mark = this.#marks.findLast((one) => one.offset <= offset && !one.line.isDisposed);
    const from = Math.max(0, mark?.line.line ?? 0);
    const found = text === '' ? null : this.#find(text, from);
    this.terminal.scrollToLine(Math.max(0, (found?.row ?? from) - 3));
    if (found) this.terminal.select(found.column, found.row, Math.min(text.length, this.terminal.cols));
  }

  #find(text: string, from: number): { readonly row: number; readonly column: number } | null {
    const buffer = this.terminal.buffer.active;
    const start = text.slice(0, this.terminal.cols - 2);
    for (let row = from; row < buffer.length; row += 1) {
      const column = buffer.getLine(row)?.translateToString(true).indexOf(start) ?? -1;
      if (column !== -1) return { row, column };
    }
    return null;
  }
}
