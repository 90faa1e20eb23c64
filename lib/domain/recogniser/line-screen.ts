import { decodeUtf8 } from './utf8.ts';

/** Longer lines are cut; rules look at the beginning. */
const LINE_MAX = 1024;
/** Characters of a control sequence that are kept; more than any known sequence has. */
const SEQUENCE_MAX = 16;

const BACKSPACE = 8;
const TAB = 9;
const LINE_FEED = 10;
const RETURN = 13;
const ESCAPE = 27;
const SPACE = 32;
const BELL = 7;
const DELETE = 127;

const IS_PRINTED = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= SPACE && byte !== DELETE ? 1 : 0));

const TRIGGER = 1;
const UNPRINTED = 2;

/** The pairs of a character and the one before it at which a line is looked at; none at first. */
export class Triggers {
  /** By the pair. Also what is not printed is told from it, so that a byte is looked up once. */
  readonly table = Uint8Array.from({ length: 0x1_00_00 }, (_, pair) =>
    IS_PRINTED[pair & 0xff] === 1 ? 0 : UNPRINTED,
  );

  add(before: number, character: number): void {
    if (IS_PRINTED[character] === 1) this.table[(before << 8) | character] = TRIGGER;
  }
}

export interface LineEvents {
  /** `grew` is called for the pairs of a character and the one before it that are set; while `isCurious`, for all. */
  readonly triggers: Triggers;
  readonly isCurious: boolean;
  /** A character was added to `line`, at its cursor. */
  grew(line: LineScreen, character: number): void;
  /** The cursor was moved, to the beginning of a line or within it. */
  moved(): void;
  /** The cursor leaves the line: it is complete or, after a carriage return, about to be overwritten. */
  completed(line: LineScreen): void;
  /** The firmware sets its terminal mode: the machine is starting or restarting. */
  firmwareReset(offset: number): void;
}

const BLANK = Uint8Array.of(SPACE);

type Mode = 'text' | 'escape' | 'intermediate' | 'control' | 'string' | 'string-escape';

/**
 * The line that a one-line terminal would show: carriage returns and backspaces overwrite, control sequences vanish,
 * and moving the cursor elsewhere begins another line. Accepts any bytes, in linear time and constant memory.
 */
export class LineScreen {
  readonly #cells = new Uint8Array(LINE_MAX);
  readonly #events: LineEvents;
  #length = 0;
  #cursor = 0;
  /** Column of the first visible character; -1: none yet. */
  #indent = -1;
  #start = 0;
  #changed = false;
  /** After a carriage return the next character replaces the whole line, as progress displays do. */
  #returned = false;
  #mode: Mode = 'text';
  #sequence = '';

  constructor(events: LineEvents) {
    this.#events = events;
  }

  /** Offset of its first visible character, in bytes since power-on. */
  get start(): number {
    return this.#start;
  }

  /** Characters from the first visible one to the cursor. */
  get column(): number {
    return this.#indent < 0 ? 0 : Math.max(0, this.#cursor - this.#indent);
  }

  /** The whole line, trimmed. */
  get text(): string {
    return decodeUtf8(this.#cells.subarray(0, this.#length)).trim();
  }

  /** The line up to the cursor, including trailing spaces. */
  get typed(): string {
    return decodeUtf8(this.#cells.subarray(0, this.#cursor)).trimStart();
  }

  /** Whether the line up to the cursor ends with these bytes; `anyCase`: they are lower case, and match either. */
  endsWith(text: Uint8Array, anyCase: boolean): boolean {
    const from = this.#cursor - text.length;
    if (this.#indent < 0 || from < this.#indent) return false;
    // From the end: beginnings differ the least where all prompts end alike.
    for (let index = text.length - 1; index >= 0; index--) {
      const [cell = 0, byte = 0] = [this.#cells[from + index], text[index]];
      const isSame = cell === byte || (anyCase && cell >= 0x41 && cell <= 0x5a && (cell | 0x20) === byte);
      if (!isSame) return false;
    }
    return true;
  }

  /** The line is what these hold from `indent` to `length`. */
  get cells(): Uint8Array {
    return this.#cells;
  }

  get indent(): number {
    return Math.max(0, this.#indent);
  }

  get length(): number {
    return this.#length;
  }

  /** The character `back` columns before the cursor; 0 is the newest. */
  before(back: number): number {
    return this.#cells[this.#cursor - 1 - back] ?? 0;
  }

  push(bytes: Uint8Array, offset: number): void {
    const { length } = bytes;
    for (let index = 0; index < length;) {
      const byte = bytes[index] ?? 0;
      if (this.#mode === 'text' && IS_PRINTED[byte] === 1) index = this.#write(bytes, index, offset);
      else this.#special(byte, offset + index++);
    }
  }

  /** Discards the line: bytes are missing here, so a new line follows. */
  interrupt(): void {
    this.#break();
    this.#mode = 'text';
  }

  /**
   * Writes the printed characters that begin here at the cursor, and returns where they end. One loop, since nearly all
   * bytes pass through it.
   */
  #write(bytes: Uint8Array, from: number, offset: number): number {
    if (this.#cursor === 0) this.#renew();
    const [cells, events, { length }] = [this.#cells, this.#events, bytes];
    const { table: triggers } = events.triggers;
    let { isCurious } = events;
    let index = this.#indent < 0 ? this.#begin(bytes, from, offset) : from;
    let cursor = this.#cursor;
    let before = cells[cursor - 1] ?? 0;
    for (; index < length; index++) {
      const byte = bytes[index] ?? 0;
      const trigger = triggers[(before << 8) | byte];
      if (trigger === UNPRINTED) break;
      if (cursor >= LINE_MAX) continue;
      cells[cursor++] = byte;
      if (isCurious || trigger === TRIGGER) {
        this.#cursor = cursor;
        if (cursor > this.#length) this.#length = cursor;
        events.grew(this, byte);
        isCurious = events.isCurious;
      }
      before = byte;
    }
    this.#cursor = cursor;
    if (cursor > this.#length) this.#length = cursor;
    this.#changed = true;
    return index;
  }

  /** Writes the spaces with which a line begins; what follows them is its first visible character. */
  #begin(bytes: Uint8Array, from: number, offset: number): number {
    let index = from;
    for (; bytes[index] === SPACE; index++) if (this.#cursor < LINE_MAX) this.#cells[this.#cursor++] = SPACE;
    if (this.#cursor < LINE_MAX && IS_PRINTED[bytes[index] ?? 0] === 1) {
      this.#indent = this.#cursor;
      this.#start = offset + index;
    }
    return index;
  }

  #renew(): void {
    if (this.#returned) this.#length = 0;
    this.#indent = -1;
    this.#returned = false;
    this.#events.moved();
  }

  #special(byte: number, at: number): void {
    // A line end closes even an unfinished sequence: a guest cannot hide the rest of its output behind one.
    if (byte === LINE_FEED || byte === RETURN) {
      this.#mode = 'text';
      if (byte === LINE_FEED) this.#break();
      else this.#return();
      return;
    }
    switch (this.#mode) {
      case 'text':
        this.#control(byte, at);
        return;
      case 'escape':
        this.#escape(byte);
        return;
      case 'control':
        if (byte >= 0x40 && byte <= 0x7e) this.#obey(byte, at);
        else if (byte === ESCAPE) this.#mode = 'escape';
        else if (this.#sequence.length < SEQUENCE_MAX) this.#sequence += String.fromCharCode(byte);
        return;
      case 'string':
        if (byte === BELL) this.#mode = 'text';
        else if (byte === ESCAPE) this.#mode = 'string-escape';
        return;
      case 'intermediate':
      case 'string-escape':
        this.#mode = 'text';
    }
  }

  #control(byte: number, at: number): void {
    if (byte === ESCAPE) this.#mode = 'escape';
    else if (byte === BACKSPACE) this.#moveTo(Math.max(0, this.#cursor - 1));
    else if (byte === TAB) this.#write(BLANK, 0, at);
  }

  #escape(byte: number): void {
    this.#sequence = '';
    if (byte === 0x5b) this.#mode = 'control';
    else if (byte === 0x5d || byte === 0x50 || byte === 0x58 || byte === 0x5e || byte === 0x5f) {
      this.#mode = 'string';
    } else if (byte >= 0x20 && byte <= 0x2f) this.#mode = 'intermediate';
    else if (byte !== ESCAPE) this.#mode = 'text';
  }

  /** Carries out a control sequence as far as it matters to a single line. */
  #obey(final: number, at: number): void {
    this.#mode = 'text';
    const count = Math.min(Number.parseInt(this.#sequence, 10) || 0, LINE_MAX);
    switch (String.fromCharCode(final)) {
      case 'h':
        if (this.#sequence !== '=3') return;
        this.#break();
        this.#events.firmwareReset(at);
        return;
      case 'H':
      case 'J':
      case 'd':
      case 'f':
        this.#break();
        return;
      case 'K':
        this.#length = count === 0 ? Math.min(this.#length, this.#cursor) : 0;
        return;
      case 'D':
        this.#moveTo(Math.max(0, this.#cursor - Math.max(1, count)));
        return;
      case 'C':
        this.#moveTo(this.#cursor + Math.max(1, count));
        return;
      case 'G':
        this.#moveTo(Math.max(0, count - 1));
        return;
      default:
    }
  }

  #moveTo(column: number): void {
    const to = Math.min(column, LINE_MAX);
    if (to > this.#length) {
      this.#cells.fill(SPACE, this.#length, to);
      this.#length = to;
    }
    this.#cursor = to;
    this.#events.moved();
  }

  #return(): void {
    this.#report();
    this.#cursor = 0;
    this.#returned = true;
  }

  #break(): void {
    this.#report();
    this.#length = 0;
    this.#cursor = 0;
    this.#indent = -1;
    this.#returned = false;
    this.#events.moved();
  }

  #report(): void {
    if (this.#changed && this.#indent >= 0) this.#events.completed(this);
    this.#changed = false;
  }
}
