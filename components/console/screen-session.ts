import { messageOf } from '../../lib/contract/error.ts';
import RFB from '@novnc/novnc';
import { openScreenSocket } from '../data/console-sockets.ts';

export type ScreenState = 'connecting' | 'open' | 'closed';

interface ScreenOptions {
  readonly node: string;
  readonly mode: 'read' | 'write';
  readonly target: HTMLElement;
  readonly onState: (state: ScreenState, reason: string) => void;
}

const FIRST_WAIT = 1000;
/** The machine itself ended its screen: it is being switched off, which is reported within `LONGEST_WAIT`. */
const MACHINE_ENDED = 1000;
const LONGEST_WAIT = 5000;
/** The server reported why there is no screen: that rarely changes on its own, and every attempt is audited. */
const REFUSED = 4000;
const LONGEST_REFUSED = 30_000;

/** A node's screen in an element; reconnects automatically until it is disposed. */
export class ScreenSession {
  readonly #options: ScreenOptions;
  #rfb: RFB | undefined;
  #scale = true;
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

  sendCtrlAltDel(): void {
    this.#rfb?.sendCtrlAltDel();
  }

  focus(): void {
    this.#rfb?.focus();
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
    rfb.addEventListener('connect', () => {
      this.#wait = FIRST_WAIT;
      this.#reason = '';
      this.#options.onState('open', '');
    });
    rfb.addEventListener('disconnect', () => {
      if (this.#rfb !== rfb) return;
      this.#rfb = undefined;
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
