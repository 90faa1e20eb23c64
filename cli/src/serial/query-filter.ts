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
/** A control sequence longer than this is none; it is dropped as it grows. */
const LONGEST = 4096;

/** CSI sequences that are answered: device status (n), attributes (c), parameters (x), window reports (t), modes ($p), version (>q), keyboard (?u). */
const ASKING_CSI = /^(?:[?>=]?[\d;:]*[nc]|[\d;]*x|[\d;]*t|\??[\d;]*\$p|>[\d;]*q|\?u|[\d;]*\*y|[\d;?]*\$w)$/;

type State = 'text' | 'escape' | 'csi' | 'string' | 'string-escape';

/** OSC 0, 1 and 2 set a title. OSC with a question, every DCS, APC, PM and SOS may be answered, and none is needed. */
const isTitle = (sequence: string): boolean => /^\][012];/.test(sequence);

class Filter implements QueryFilter {
  private state: State = 'text';
  private held: number[] = [];
  private out: number[] = [];

  filter(bytes: Uint8Array): Uint8Array {
    this.out = [];
    for (const byte of bytes) this.step(byte);
    return Uint8Array.from(this.out);
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
