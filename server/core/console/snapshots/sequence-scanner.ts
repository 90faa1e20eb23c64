const BEL = 0x07;
const LF = 0x0a;
const CR = 0x0d;
const SHIFT_OUT = 0x0e;
const SHIFT_IN = 0x0f;
const CAN = 0x18;
const SUB = 0x1a;
const ESC = 0x1b;
/** Before a control of C1 in UTF-8. */
const C1_LEAD = 0xc2;

const STRING_BEGINS = new Set(Buffer.from('PX^_'));

type State = 'text' | 'escape' | 'csi' | 'osc' | 'string';

/** Where a terminal's bytes can be cut: after a line feed or carriage return outside of every control sequence. */
export interface Cut {
  /** Bytes before it. */
  readonly at: number;
  /** Whether the second character set is shifted in there. */
  readonly shifted: boolean;
}

/**
 * Follows the control sequences of a terminal's output just as far as needed to know where none is half read. Neither is a
 * character of several bytes there, nor one that the next could be combined with.
 */
export class SequenceScanner {
  #state: State = 'text';
  #lead = false;
  #shifted: boolean;
  #scanned = 0;
  #cut: Cut | null = null;

  constructor(shifted = false) {
    this.#shifted = shifted;
  }

  /** The last place of all that was scanned; null if there is none. */
  get cut(): Cut | null {
    return this.#cut;
  }

  scan(bytes: Uint8Array): void {
    for (const byte of bytes) {
      this.#scanned += 1;
      if (this.#lead) {
        this.#lead = false;
        if (byte >= 0x80 && byte <= 0x9f) {
          this.#control(byte);
          continue;
        }
      }
      if (byte === C1_LEAD) this.#lead = true;
      else if (byte === ESC) this.#state = 'escape';
      else if (byte === CAN || byte === SUB) this.#state = 'text';
      else this.#step(byte);
    }
  }

  /** A control of C1 ends whatever it is in. */
  #control(byte: number): void {
    if (byte === 0x9b) this.#state = 'csi';
    else if (byte === 0x9d) this.#state = 'osc';
    else this.#state = byte === 0x90 || byte === 0x98 || byte >= 0x9e ? 'string' : 'text';
  }

  #step(byte: number): void {
    if (this.#state === 'osc') {
      if (byte === BEL) this.#state = 'text';
    } else if (this.#state !== 'string') this.#outsideStrings(byte);
  }

  #outsideStrings(byte: number): void {
    if (byte === SHIFT_OUT || byte === SHIFT_IN) this.#shifted = byte === SHIFT_OUT;
    else if (this.#state === 'text') {
      if (byte === LF || byte === CR) this.#cut = { at: this.#scanned, shifted: this.#shifted };
    } else if (this.#state === 'csi') {
      if (byte >= 0x40 && byte <= 0x7e) this.#state = 'text';
    } else this.#escape(byte);
  }

  #escape(byte: number): void {
    if (byte === 0x5b) this.#state = 'csi';
    else if (byte === 0x5d) this.#state = 'osc';
    else if (STRING_BEGINS.has(byte)) this.#state = 'string';
    // A control is carried out at once, and an intermediate byte is followed by more.
    else if (byte >= 0x30) this.#state = 'text';
  }
}
