import { Transform, type TransformCallback } from 'node:stream';
import { ConsoleError } from '../../lib/contract/error.ts';
import { type Keys, RfbKeys } from './rfb-keys.ts';

type Step = 'version' | 'security' | 'init' | 'messages';

/** Bytes of the steps before the messages. */
const STEP_BYTES: Readonly<Record<Exclude<Step, 'messages'>, number>> = {
  version: 12,
  security: 1,
  init: 1,
};

interface MessageRule {
  /** Whether a view-only viewer may send it: true only for requests for screen updates. */
  readonly looks: boolean;
  /** Bytes needed to know the length. */
  readonly head: number;
  readonly length: (head: Buffer) => number;
  /** It is short, and what it does is decided when all of it is there. */
  readonly whole?: boolean;
}

const fixed = (looks: boolean, bytes: number): MessageRule => ({ looks, head: 1, length: () => bytes });

const whole = (bytes: number): MessageRule => ({ ...fixed(false, bytes), whole: true });

/** Messages of a client: RFC 6143 §7.5 and the extensions that noVNC, TigerVNC and QEMU know. */
const MESSAGES: Readonly<Record<number, MessageRule>> = {
  0: fixed(true, 20), // SetPixelFormat
  2: { looks: true, head: 4, length: (head) => 4 + 4 * head.readUInt16BE(2) }, // SetEncodings
  3: fixed(true, 10), // FramebufferUpdateRequest
  4: whole(8), // KeyEvent
  5: whole(6), // PointerEvent
  6: { looks: false, head: 8, length: (head) => 8 + Math.abs(head.readInt32BE(4)) }, // ClientCutText
  150: fixed(true, 10), // EnableContinuousUpdates
  248: { looks: true, head: 9, length: (head) => 9 + head.readUInt8(8) }, // ClientFence
  250: fixed(false, 4), // xvp: switches the machine
  251: { looks: false, head: 8, length: (head) => 8 + 16 * head.readUInt8(6) }, // SetDesktopSize
  255: {
    // QEMU: extended key event, audio
    looks: false,
    head: 4,
    length: (head) => (head.readUInt8(1) === 0 ? 12 : head.readUInt16BE(2) === 2 ? 10 : 4),
    whole: true,
  },
};

const refuse = (what: string) =>
  new ConsoleError('malformed', `The viewer sent ${what}.`, {
    fix: 'Use a viewer that speaks RFB 3.3, 3.7 or 3.8.',
  });

const VERSION = Buffer.from('RFB 003.008\n', 'latin1');
/** One security type: none. Access was decided when the ticket was redeemed. */
const SECURITY_TYPES = Buffer.of(1, 1);
const SECURITY_NONE = Buffer.of(0, 0, 0, 1);
const DIGIT_7 = 0x37;
const SECURITY_OK = Buffer.alloc(4);

/**
 * Filters the bytes from a viewer to a VNC server to which the console has already logged in. The handshake ends here:
 * `answer` takes the replies of a server without a password. Every viewer joins as a shared one, because a request for
 * exclusive access would disconnect the others. After the handshake, the messages of whoever drives the screen pass
 * unchanged; of everybody else, only requests for screen updates pass, and the release of what was pressed before.
 */
export class RfbFilter extends Transform {
  readonly #keys: RfbKeys;
  readonly #answer: (bytes: Buffer) => void;
  #step: Step = 'version';
  #result: Buffer | null = null;
  #pending: Buffer = Buffer.alloc(0);
  /** Bytes of the current message that are still to be passed on. */
  #pass = 0;
  /** Bytes of a refused message that are still to arrive. */
  #skip = 0;

  /** `keys` is null for a view-only viewer; `pressed` is called for every key press. */
  constructor(keys: Keys | null, answer: (bytes: Buffer) => void, pressed: () => void = () => undefined) {
    super();
    this.#keys = new RfbKeys(keys, pressed);
    this.#answer = answer;
    answer(VERSION);
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    try {
      this.#pending = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
      while (this.#take());
      done();
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)));
    }
  }

  /** Whether there may be more to take. */
  #take(): boolean {
    if (this.#pending.length === 0) return false;
    if (this.#step !== 'messages') return this.#takeStep(this.#step);
    if (this.#pass > 0) {
      // Of bytes that are not understood, a key might be anywhere.
      if (this.#pass === Number.POSITIVE_INFINITY && !this.#keys.free)
        throw refuse('a message that is not known');
      const bytes = this.#cut(Math.min(this.#pass, this.#pending.length));
      this.#pass -= bytes.length;
      this.push(bytes);
      return true;
    }
    if (this.#skip > 0) {
      this.#skip -= this.#cut(Math.min(this.#skip, this.#pending.length)).length;
      return true;
    }
    return this.#takeMessage();
  }

  #takeStep(step: Exclude<Step, 'messages'>): boolean {
    if (this.#pending.length < STEP_BYTES[step]) return false;
    const bytes = this.#cut(STEP_BYTES[step]);
    switch (step) {
      case 'version':
        if (!/^RFB 003\.00[35678]\n$/.test(bytes.toString('latin1')))
          throw refuse('no version of RFB that is known');
        // Before 3.7, the server decides; 3.5 and 3.6 were never published, and mean 3.3.
        if (bytes.readUInt8(10) < DIGIT_7) {
          this.#answer(SECURITY_NONE);
          this.#step = 'init';
          break;
        }
        // Only since 3.8 is "none" followed by a result.
        this.#result = bytes[10] === 0x38 ? SECURITY_OK : null;
        this.#answer(SECURITY_TYPES);
        this.#step = 'security';
        break;
      case 'security':
        if (bytes[0] !== 1) throw refuse('a way to log in that was not offered');
        if (this.#result) this.#answer(this.#result);
        this.#step = 'init';
        break;
      case 'init':
        this.#step = 'messages';
        this.push(Buffer.of(1));
        break;
    }
    return true;
  }

  #takeMessage(): boolean {
    const rule = MESSAGES[this.#pending.readUInt8(0)];
    if (!rule) {
      if (!this.#keys.admitUnknown()) throw refuse('a message that is not known');
      // The start of the next message cannot be determined.
      this.#pass = Number.POSITIVE_INFINITY;
      return true;
    }
    if (this.#pending.length < rule.head) return false;
    const length = rule.length(this.#pending);
    if (rule.whole === true && this.#pending.length < length) return false;
    // Passed on as it arrives: collecting a long message would copy it again for every piece.
    if (rule.looks || this.#keys.admit(this.#pending)) this.#pass = length;
    else this.#skip = length;
    return true;
  }

  #cut(length: number): Buffer {
    const bytes = this.#pending.subarray(0, length);
    this.#pending = this.#pending.subarray(length);
    return bytes;
  }
}
