import {
  SERIAL_PROTOCOL,
  SERIAL_WINDOW,
  ticketProtocol,
  type SerialDown,
  type SerialUp,
} from '../../../lib/contract/live.ts';
import { decodeFrame, type SerialBytes } from './frame.ts';

type SerialState = 'connecting' | 'open' | 'ended' | 'waiting';

export interface SerialPicture {
  readonly state: SerialState;
  readonly boot: number | null;
  readonly mode: 'read' | 'write';
  /** Why there is no connection, in words. */
  readonly reason: string | null;
  /** How often the connection was made again. */
  readonly reconnects: number;
}

/** Where the bytes go. */
export interface SerialSink {
  /** A boot begins here; what was there before belongs to an earlier one. */
  begin(boot: number): void;
  /** `done` is called when the bytes have been drawn; only then more are asked for. */
  bytes(offset: number, bytes: Uint8Array, done: () => void): void;
  gap(from: number, to: number, reason: string): void;
}

export interface SerialOptions {
  readonly url: string;
  /** A fresh ticket for every connection. */
  readonly ticket: (mode: 'read' | 'write') => Promise<string>;
  readonly mode: 'read' | 'write';
  /** One boot only; without it the present one and those that follow. */
  readonly boot?: number;
  readonly sink: SerialSink;
  /** Milliseconds before the first further attempt; doubled up to 20 times that. */
  readonly patience?: number;
}

/** So seldom that a flood costs few messages, so often that the server's window never runs empty. */
const ACK_EVERY = SERIAL_WINDOW / 8;

/**
 * One viewer of a serial port. It knows the offset of every byte it has passed on, so after a broken connection it
 * goes on exactly there, and a byte that comes twice is dropped.
 */
export class SerialSession {
  #picture: SerialPicture;
  readonly #options: SerialOptions;
  readonly #listeners = new Set<() => void>();
  #socket: WebSocket | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #attempt = 0;
  /** Counts connections: what belongs to an older one is not listened to. */
  #generation = 0;
  #boot: number | null = null;
  /** Offset of the next byte of `#boot`. */
  #position = 0;
  #acknowledged = 0;
  /** The boot that the subscription in force names; such a one does not go on to the next boot. */
  #named: number | undefined;
  /** We asked for what may be left of a boot that has ended, and a new one may have begun meanwhile. */
  #askedForRest = false;
  #disposed = false;

  constructor(options: SerialOptions) {
    this.#options = options;
    this.#picture = { state: 'connecting', boot: null, mode: options.mode, reason: null, reconnects: 0 };
    void this.#connect();
  }

  readonly picture = (): SerialPicture => this.#picture;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  get position(): number {
    return this.#position;
  }

  /** Types. False when nobody listens: no connection, or only reading is allowed. */
  input(data: string): boolean {
    if (this.#picture.mode === 'read' || this.#picture.state !== 'open') return false;
    return this.#send({ type: 'input', data });
  }

  /** The right to write is bound to the ticket, so a change of mode is a new connection, at the same offset. */
  setMode(mode: 'read' | 'write'): void {
    if (mode === this.#picture.mode) return;
    this.#change({ mode });
    this.reconnect();
  }

  reconnect(): void {
    this.#attempt = 0;
    this.#hangUp();
    void this.#connect();
  }

  dispose(): void {
    this.#disposed = true;
    this.#hangUp();
    this.#listeners.clear();
  }

  #change(part: Partial<SerialPicture>): void {
    this.#picture = { ...this.#picture, ...part };
    for (const listener of this.#listeners) listener();
  }

  #hangUp(): void {
    this.#generation += 1;
    clearTimeout(this.#retry);
    this.#socket?.close();
    this.#socket = undefined;
  }

  async #connect(): Promise<void> {
    this.#generation += 1;
    const generation = this.#generation;
    this.#change({ state: 'connecting' });
    try {
      const issued = await this.#options.ticket(this.#picture.mode);
      if (generation !== this.#generation) return;
      this.#open(issued, generation);
    } catch (error) {
      if (generation === this.#generation)
        this.#again(error instanceof Error ? error.message : String(error));
    }
  }

  #open(issued: string, generation: number): void {
    const socket = new WebSocket(this.#options.url, [SERIAL_PROTOCOL, ticketProtocol(issued)]);
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    const current = (): boolean => generation === this.#generation;
    socket.addEventListener('open', () => {
      if (!current()) return;
      this.#attempt = 0;
      this.#change({ state: 'open', reason: null });
      this.#resume();
    });
    socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      const frame = current() ? decodeFrame(data) : null;
      if (frame) this.#take(frame);
    });
    socket.addEventListener('close', ({ reason }) => {
      if (current()) this.#again(reason === '' ? 'The connection to the server broke off.' : reason);
    });
  }

  #again(reason: string): void {
    if (this.#disposed) return;
    const { patience = 250 } = this.#options;
    const wait = patience * Math.min(20, 2 ** this.#attempt);
    this.#attempt += 1;
    this.#change({ state: 'waiting', reason, reconnects: this.#picture.reconnects + 1 });
    this.#retry = setTimeout(() => void this.#connect(), wait);
  }

  #resume(): void {
    if (this.#boot !== null) this.#ask(this.#position, this.#boot);
    else this.#ask('start', this.#options.boot);
  }

  #ask(from: number | 'start', boot: number | undefined): void {
    this.#named = boot;
    this.#acknowledged = from === 'start' ? 0 : from;
    this.#send(boot === undefined ? { type: 'subscribe', from } : { type: 'subscribe', boot, from });
  }

  #send(message: SerialUp): boolean {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(message));
    return true;
  }

  #take(frame: SerialBytes | SerialDown): void {
    switch (frame.type) {
      case 'begin':
        this.#begin(frame);
        break;
      case 'bytes':
        this.#bytes(frame.offset, frame.bytes);
        break;
      case 'gap':
        this.#gap(frame.from, frame.to, frame.reason);
        break;
      case 'end':
        this.#end();
        break;
      case 'input':
        // The node itself says so as well, and more.
        break;
      case 'error':
        this.#change({ reason: frame.message });
        break;
    }
  }

  #begin({ boot, live, end }: Extract<SerialDown, { type: 'begin' }>): void {
    const askedForRest = this.#askedForRest;
    this.#askedForRest = false;
    this.#change({ state: live ? 'open' : this.#picture.state, boot });
    if (boot === this.#boot) {
      // A log that is shorter than what we have seen (its data directory was restored) is told from its end.
      this.#acknowledged = Math.min(this.#acknowledged, end);
      return;
    }
    this.#boot = boot;
    this.#position = 0;
    this.#acknowledged = 0;
    this.#options.sink.begin(boot);
    // We asked for the rest of the boot before; the new one has to be told from its own first byte.
    if (askedForRest) this.#ask('start', undefined);
  }

  #bytes(offset: number, bytes: Uint8Array): void {
    const end = offset + bytes.length;
    if (end <= this.#position) {
      // Seen before; but the server's window moves by acknowledgements alone.
      this.#acknowledge(end);
      return;
    }
    if (offset > this.#position) this.#gap(this.#position, offset, 'The server has skipped these bytes.');
    const fresh = bytes.subarray(this.#position - offset);
    const from = this.#position;
    this.#position = end;
    const generation = this.#generation;
    this.#options.sink.bytes(from, fresh, () => {
      if (generation === this.#generation) this.#acknowledge(end);
    });
  }

  #acknowledge(offset: number): void {
    if (offset - this.#acknowledged < ACK_EVERY) return;
    this.#acknowledged = offset;
    this.#send({ type: 'ack', offset });
  }

  #gap(from: number, to: number, reason: string): void {
    if (to <= this.#position) return;
    this.#options.sink.gap(Math.max(from, this.#position), to, reason);
    this.#position = to;
  }

  #end(): void {
    this.#change({ state: 'ended' });
    // A subscription to a boot by number is over now; the next boot comes only to one without a number.
    if (this.#named === undefined || this.#options.boot !== undefined) return;
    this.#askedForRest = true;
    this.#ask(this.#position, undefined);
  }
}
