import { messageOf } from '../../lib/contract/error.ts';
import RFB from '@novnc/novnc';
import { z } from 'zod';
import type { Stroke } from '../../lib/domain/keyboard/layout.ts';
import { keysymOf } from './keysyms.ts';
import { openScreenSocket } from '../data/console-sockets.ts';

export type ScreenState = 'connecting' | 'open' | 'closed';

interface ScreenOptions {
  readonly node: string;
  readonly mode: 'read' | 'write';
  readonly target: HTMLElement;
  readonly onState: (state: ScreenState, reason: string) => void;
  /** The guest has copied something. */
  readonly onClipboard: (text: string) => void;
}

export interface Typing {
  /** Milliseconds between two keys: firmware reads them slowly. */
  readonly pace: number;
  readonly signal: AbortSignal;
  /** How many have been typed. */
  readonly onProgress: (done: number) => void;
}

/** By whether the network is slow. */
const COMPRESSION = { little: 2, much: 9 } as const;
const QUALITY = { little: 6, much: 2 } as const;

const FIRST_WAIT = 1000;
/** The machine itself ended its screen: it is being switched off, which is reported within `LONGEST_WAIT`. */
const MACHINE_ENDED = 1000;
const LONGEST_WAIT = 5000;
/** The server reported why there is no screen: that rarely changes on its own, and every attempt is audited. */
const REFUSED = 4000;
const LONGEST_REFUSED = 30_000;

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });

const copied = z.object({ text: z.string() });
const copiedText = (detail: unknown): string => copied.safeParse(detail).data?.text ?? '';

/** A node's screen in an element; reconnects automatically until it is disposed. */
export class ScreenSession {
  readonly #options: ScreenOptions;
  #rfb: RFB | undefined;
  #scale = true;
  #isOpen = false;
  #compression: keyof typeof COMPRESSION = 'little';
  #wait = FIRST_WAIT;
  #longest = LONGEST_WAIT;
  /** Why the last connection ended, as text. */
  #reason = '';
  #timer: ReturnType<typeof setTimeout> | undefined;
  #disposed = false;

  constructor(options: ScreenOptions) {
    this.#options = options;
    void this.#connect();
  }

  /** Presses keys, each while those before it are held, and lets them go. */
  press(codes: readonly string[]): void {
    for (const code of codes) this.#key(code, true);
    for (const code of codes.toReversed()) this.#key(code, false);
  }

  /** Holds a key until it is let go. */
  hold(code: string, down: boolean): void {
    this.#key(code, down);
  }

  /** Types strokes one after the other, until it is aborted; rejects when the connection has ended. */
  async type(strokes: readonly Stroke[], { pace, signal, onProgress }: Typing): Promise<void> {
    const rfb = this.#rfb;
    for (const [index, { code, shift, altGr, character }] of strokes.entries()) {
      if (signal.aborted) return;
      if (rfb === undefined || this.#rfb !== rfb) throw new Error('The connection to the screen broke off.');
      const held = [...(shift ? ['ShiftLeft'] : []), ...(altGr ? ['AltRight'] : [])];
      for (const each of held) this.#key(each, true);
      rfb.sendKey(keysymOf(code, character), code);
      for (const each of held.toReversed()) this.#key(each, false);
      onProgress(index + 1);
      await pause(pace);
    }
  }

  setCompression(amount: keyof typeof COMPRESSION): void {
    this.#compression = amount;
    if (!this.#rfb) return;
    this.#rfb.compressionLevel = COMPRESSION[amount];
    this.#rfb.qualityLevel = QUALITY[amount];
  }

  /** Gives the guest a text to paste, where it has an agent that takes it. */
  sendClipboard(text: string): void {
    this.#rfb?.clipboardPasteFrom(text);
  }

  /** What is shown, pixel by pixel; null: nothing yet. */
  pixels(): ImageData | null {
    return this.#isOpen ? (this.#rfb?.getImageData() ?? null) : null;
  }

  picture(): Promise<Blob | null> {
    return new Promise((resolve) => {
      if (this.#rfb) this.#rfb.toBlob(resolve, 'image/png');
      else resolve(null);
    });
  }

  setScale(scale: boolean): void {
    this.#scale = scale;
    if (!this.#rfb) return;
    this.#rfb.scaleViewport = scale;
    this.#rfb.clipViewport = !scale;
  }

  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#timer);
    this.#rfb?.disconnect();
    this.#rfb = undefined;
  }

  #key(code: string, down: boolean): void {
    this.#rfb?.sendKey(keysymOf(code, ''), code, down);
  }

  async #connect(): Promise<void> {
    const { node, mode, onState } = this.#options;
    onState('connecting', this.#reason);
    try {
      const socket = await openScreenSocket(node, mode);
      if (this.#disposed) socket.close();
      else this.#open(socket);
    } catch (error) {
      this.#reason = messageOf(error);
      this.#again();
    }
  }

  #open(socket: WebSocket): void {
    // Before noVNC listens: its own word of the end comes without code and reason.
    socket.addEventListener('close', ({ code, reason }) => {
      this.#reason = reason === '' ? 'The connection to the server broke off.' : reason;
      if (code === MACHINE_ENDED) this.#wait = LONGEST_WAIT;
      this.#longest = code >= REFUSED ? LONGEST_REFUSED : LONGEST_WAIT;
    });
    const rfb = new RFB(this.#options.target, socket, { shared: true });
    this.#rfb = rfb;
    rfb.viewOnly = this.#options.mode === 'read';
    rfb.background = 'transparent';
    this.setScale(this.#scale);
    this.setCompression(this.#compression);
    rfb.addEventListener('clipboard', (event) => {
      if (event instanceof CustomEvent) this.#options.onClipboard(copiedText(event.detail));
    });
    rfb.addEventListener('connect', () => {
      this.#isOpen = true;
      this.#wait = FIRST_WAIT;
      this.#reason = '';
      this.#options.onState('open', '');
    });
    rfb.addEventListener('disconnect', () => {
      if (this.#rfb !== rfb) return;
      this.#rfb = undefined;
      this.#isOpen = false;
      this.#again();
    });
  }

  #again(): void {
    if (this.#disposed) return;
    this.#options.onState('closed', this.#reason);
    this.#timer = setTimeout(() => void this.#connect(), this.#wait);
    this.#wait = Math.min(this.#longest, this.#wait * 2);
  }
}
