import { ConsoleError } from '../../lib/contract/error.ts';
import type { Attendance } from '../core/api.ts';

/** The right to drive of one viewer. */
export type Keys = Pick<Attendance, 'drive' | 'free'>;

const KEY = 4;
const POINTER = 5;
const XVP = 250;
const QEMU = 255;
const EXTENDED_KEY = 0;

interface Key {
  readonly id: string;
  readonly isDown: boolean;
}

function keyOf(message: Buffer): Key | null {
  if (message[0] === KEY) return { id: `keysym ${message.readUInt32BE(4)}`, isDown: message[1] === 1 };
  if (message[0] !== QEMU || message[1] !== EXTENDED_KEY) return null;
  return { id: `key ${message.readUInt32BE(8)}`, isDown: message.readUInt16BE(2) === 1 };
}

/**
 * Which input of a viewer reaches the screen. A key or button that is pressed asks for the right to drive; what a viewer
 * sends by itself (moves of the pointer, its clipboard, its size) does not, and passes unless somebody else drives. Keys
 * that were pressed while driving are released afterwards, too: the guest would hold them for ever.
 */
export class RfbKeys {
  readonly #keys: Keys | null;
  readonly #pressed: () => void;
  readonly #held = new Set<string>();
  #buttons = 0;

  constructor(keys: Keys | null, pressed: () => void) {
    this.#keys = keys;
    this.#pressed = pressed;
  }

  /** Whether nobody else drives. */
  get free(): boolean {
    return this.#keys?.free === true;
  }

  /** Of a message that is not known, everything that follows passes. */
  admitUnknown(): boolean {
    return this.#drive();
  }

  /** Expects a complete message if it is a short one, otherwise at least its head. */
  admit(message: Buffer): boolean {
    if (this.#keys === null) return false;
    const key = keyOf(message);
    if (key !== null) return this.#key(key);
    if (message[0] === POINTER) return this.#pointer(message.readUInt8(1));
    if (message[0] === XVP) return this.#drive();
    // Sound is the viewer's own affair.
    return message[0] === QEMU || this.free;
  }

  #key({ id, isDown }: Key): boolean {
    if (!isDown) return this.#held.delete(id) || this.free;
    if (!this.#drive()) return false;
    this.#held.add(id);
    this.#pressed();
    return true;
  }

  #pointer(buttons: number): boolean {
    const isPress = (buttons & ~this.#buttons) !== 0;
    const isRelease = buttons === 0 && this.#buttons !== 0;
    const passes = isPress ? this.#drive() : isRelease || this.free;
    if (passes) this.#buttons = buttons;
    return passes;
  }

  #drive(): boolean {
    try {
      this.#keys?.drive();
      return this.#keys !== null;
    } catch (error) {
      if (error instanceof ConsoleError) return false;
      throw error;
    }
  }
}
