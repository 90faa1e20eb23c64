/**
 * Takes out of a guest's bytes what makes a terminal answer: the answer would be typed into a guest that asked long
 * ago and no longer listens, or into the user's shell. What colours and moves stays. Sequences may be cut anywhere.
 */
export interface QueryFilter {
  filter(bytes: Uint8Array): Uint8Array;
}

const ENQ = 0x05;
const BEL = 0x07;
const CAN = 0x18;
const SUB = 0x1a;
const ESC = 0x1b;
/** Before a control of C1 in UTF-8. */
const C1_LEAD = 0xc2;
const REPLACEMENT = 0x3f;
/** A longer sequence is not a control sequence; it is dropped as it grows. */
const LONGEST = 4096;

/** CSI sequences that are answered: device status (n), attributes (c), parameters (x), window reports (t), modes ($p), version (>q), keyboard (?u). */
const ASKING_CSI = /^(?:[?>=]?[\d;:]*[nc]|[\d;]*x|[\d;]*t|\??[\d;]*\$p|>[\d;]*q|\?u|[\d;]*\*y|[\d;?]*\$w)$/;

type State = 'text' | 'escape' | 'csi' | 'string' | 'string-escape';

/** OSC 0, 1 and 2 set a title. OSC with a question, every DCS, APC, PM and SOS may be answered, and none is needed. */
const isTitle = (sequence: string): boolean => /^\][012];/.test(sequence);

/** How many bytes follow the first one of a character in UTF-8. */
function continuationsOf(byte: number): number {
  if (byte >= 0xc3 && byte <= 0xdf) return 1;
  if (byte >= 0xe0 && byte <= 0xef) return 2;
  return byte >= 0xf0 && byte <= 0xf4 ? 3 : 0;
}

class Filter implements QueryFilter {
  private state: State = 'text';
  private held: number[] = [];
  private out: number[] = [];
  /** 0xC2 came, which begins a character of two bytes. */
  private lead = false;
  /** Bytes of the present character that are still to come. */
  private continuing = 0;

  filter(bytes: Uint8Array): Uint8Array {
    this.out = [];
    for (const byte of bytes) this.decode(byte);
    return Uint8Array.from(this.out);
  }

  /**
   * Of C1 every control has a form of two bytes, ESC and another, which says the same. In UTF-8 it is 0xC2 and itself;
   * by itself it is part of a character, or nothing of UTF-8, which a terminal of eight bits would obey.
   */
  private decode(byte: number): void {
    const isC1 = byte >= 0x80 && byte <= 0x9f;
    if (this.lead) {
      this.lead = false;
      if (isC1) {
        this.step(ESC);
        this.step(byte - 0x40);
        return;
      }
      this.step(C1_LEAD);
    }
    if (byte === C1_LEAD) {
      this.lead = true;
      this.continuing = 0;
    } else if (byte >= 0x80 && byte <= 0xbf) {
      this.step(isC1 && this.continuing === 0 ? REPLACEMENT : byte);
      this.continuing = Math.max(0, this.continuing - 1);
    } else {
      this.continuing = continuationsOf(byte);
      this.step(byte);
    }
  }

  private step(byte: number): void {
    if (this.state === 'text') this.text(byte);
    else if (byte === CAN || byte === SUB) this.end(false);
    else if (this.state === 'escape') this.escape(byte);
    else if (this.state === 'csi') this.csi(byte);
    else this.string(byte);
    if (this.held.length > LONGEST) this.held.length = LONGEST;
  }

  private text(byte: number): void {
    if (byte === ESC) {
      this.held = [byte];
      this.state = 'escape';
    } else if (byte !== ENQ) {
      this.out.push(byte);
    }
  }

  private escape(byte: number): void {
    if (byte === ESC) {
      this.held = [byte];
      return;
    }
    this.held.push(byte);
    const character = String.fromCharCode(byte);
    if (character === '[') this.state = 'csi';
    else if (']P_^X'.includes(character)) this.state = 'string';
    // An intermediate byte: one more follows, as in `ESC ( B`.
    else if (byte >= 0x20 && byte <= 0x2f) return;
    // DECID is a question of two bytes.
    else this.end(character !== 'Z');
  }

  private csi(byte: number): void {
    if (byte === ESC) {
      this.held = [byte];
      this.state = 'escape';
      return;
    }
    // Control characters inside are carried out by terminals at once, and so they are here.
    if (byte < 0x20) {
      if (byte !== ENQ) this.out.push(byte);
      return;
    }
    this.held.push(byte);
    if (byte >= 0x40 && byte <= 0x7e) this.end(!ASKING_CSI.test(String.fromCharCode(...this.held.slice(2))));
  }

  private string(byte: number): void {
    if (this.state === 'string-escape' && byte !== 0x5c) {
      // The string was broken off by another sequence.
      this.held = [ESC];
      this.state = 'escape';
      this.escape(byte);
      return;
    }
    this.held.push(byte);
    if (byte === ESC) this.state = 'string-escape';
    else if (byte === BEL || this.state === 'string-escape') {
      this.end(isTitle(String.fromCharCode(...this.held.slice(1, 5))));
    }
  }

  private end(keep: boolean): void {
    if (keep) this.out.push(...this.held);
    this.held = [];
    this.state = 'text';
  }
}

export const createQueryFilter = (): QueryFilter => new Filter();
