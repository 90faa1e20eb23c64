import { type RawData, type WebSocket } from 'ws';
import { ConsoleError, errorCode } from '../../../lib/contract/error.ts';
import { SERIAL_PATH, SERIAL_PROTOCOL, type SerialUp } from '../../../lib/contract/live.ts';
import { type Client } from '../api/client.ts';
import { isPassing } from '../live/changes.ts';
import { deferred } from '../live/deferred.ts';
import { openTicketedSocket } from '../live/ticketed-socket.ts';
import { parseFrame, type SerialMessage } from './frames.ts';

export interface SerialHandlers {
  readonly onBegin?: (begin: Extract<SerialMessage, { type: 'begin' }>) => void;
  /** Each byte once, in order. The server sends no more than its window until this has resolved. */
  readonly onBytes: (bytes: Uint8Array, offset: number) => Promise<void>;
  readonly onGap?: (gap: Extract<SerialMessage, { type: 'gap' }>) => void;
  readonly onEnd?: (end: Extract<SerialMessage, { type: 'end' }>) => void;
  readonly onLost?: () => void;
  readonly onResumed?: () => void;
}

export interface SerialOptions {
  readonly client: Client;
  readonly node: string;
  readonly port: number;
  readonly mode: 'read' | 'write';
  readonly boot?: number | undefined;
  readonly from: number | 'start';
  /** Whether the boots that come after belong to it, too. */
  readonly follow: boolean;
  readonly handlers: SerialHandlers;
}

export interface SerialSession {
  /** What is typed while there is no connection is lost, as on any serial line. */
  input(text: string): void;
  /** Rejects when it cannot go on; never resolves. */
  readonly failed: Promise<never>;
  /** Closes it when the other side has read everything that was typed; rejects when that is not certain. */
  finish(): Promise<void>;
  close(): void;
}

const RETRY_FIRST = 250;
const RETRY_MOST = 2000;
const GOODBYE_WITHIN = 500;
const INPUT_MOST = 16_384;
/** Of RFC 6455. */
const CLEAN_END = 1000;

const cutOff = () =>
  new ConsoleError('server-unreachable', 'The connection ended before all that was piped in had arrived.', {
    fix: 'Look at the console for how far the guest got: ven console NODE --read-only',
  });

const asBuffer = (data: RawData): Buffer => {
  if (Array.isArray(data)) return Buffer.concat(data);
  return Buffer.isBuffer(data) ? data : Buffer.from(data);
};

function said({ code, message }: Extract<SerialMessage, { type: 'error' }>): ConsoleError {
  const known = errorCode.safeParse(code);
  return new ConsoleError(known.success ? known.data : 'internal', message);
}

/** Where a viewer is: what has been handed on, so that nothing is seen twice or missed after a lost connection. */
class Position {
  boot: number | undefined;
  next: number | 'start';

  constructor(boot: number | undefined, next: number | 'start') {
    this.boot = boot;
    this.next = next;
  }

  /** A new boot counts from 0 again. */
  begin(boot: number, start: number): void {
    if (this.boot !== undefined && this.boot !== boot) this.next = 0;
    this.boot = boot;
    if (this.next === 'start') this.next = start;
  }

  skip(to: number): void {
    this.next = this.next === 'start' ? to : Math.max(this.next, to);
  }

  /** What of these bytes is new. */
  take(offset: number, bytes: Uint8Array): Uint8Array {
    const next = this.next === 'start' ? offset : this.next;
    const fresh = offset < next ? bytes.subarray(next - offset) : bytes;
    this.next = Math.max(next, offset + bytes.length);
    return fresh;
  }
}

class Serial implements SerialSession {
  readonly failed: Promise<never>;
  private readonly options: SerialOptions;
  private readonly position: Position;
  private readonly failure = deferred<never>();
  private socket: WebSocket | undefined;
  private retry: NodeJS.Timeout | undefined;
  private closed = false;
  /** The server goes on to the next boot by itself, except after one that was asked for when it was over. */
  private staysAtBoot = false;

  constructor(options: SerialOptions) {
    this.options = options;
    this.position = new Position(options.boot, options.from);
    this.failed = this.failure.promise;
  }

  async connect(): Promise<void> {
    const { client, node, port, mode } = this.options;
    const request = { node, kind: 'serial', port, mode } as const;
    const opened = await openTicketedSocket({
      client,
      request,
      path: SERIAL_PATH,
      protocol: SERIAL_PROTOCOL,
    });
    if (this.closed) {
      opened.terminate();
      return;
    }
    this.socket = opened;
    // One after the other, although handing bytes on takes its time.
    let queue = Promise.resolve();
    opened.on('message', (data: RawData, binary: boolean) => {
      queue = queue
        .then(() => this.handle(parseFrame(asBuffer(data), binary)))
        .catch((error: unknown) => this.fail(error));
    });
    // What came before the end is handed on first: the position must be right for the next subscription.
    opened.once('close', () => void queue.then(() => this.lost()));
    opened.resume();
    const { boot, next } = this.position;
    this.staysAtBoot = boot !== undefined;
    this.up({ type: 'subscribe', ...(boot === undefined ? {} : { boot }), from: next });
  }

  input(text: string): void {
    for (let at = 0; at < text.length; at += INPUT_MOST) {
      this.up({ type: 'input', data: text.slice(at, at + INPUT_MOST) });
    }
  }

  async finish(): Promise<void> {
    const { socket } = this;
    if (socket?.readyState !== 1) throw cutOff();
    // The goodbye stands behind what was typed, and is answered when it has been read.
    socket.close(CLEAN_END);
    const code = await new Promise<number>((resolve) => {
      socket.once('close', (received) => {
        this.closed = true;
        resolve(received);
      });
    });
    if (code !== CLEAN_END) throw cutOff();
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.retry);
    const { socket } = this;
    socket?.close();
    // A peer that does not answer the goodbye must not keep the program.
    setTimeout(() => socket?.terminate(), GOODBYE_WITHIN).unref();
  }

  private up(message: SerialUp): void {
    if (this.socket?.readyState === 1) this.socket.send(JSON.stringify(message));
  }

  private fail(error: unknown): void {
    this.close();
    this.failure.reject(error);
  }

  private async handle(message: SerialMessage): Promise<void> {
    if (this.closed) return;
    const { handlers } = this.options;
    if (message.type === 'error') throw said(message);
    // Whoever types into it is told by an error; a log only reads.
    if (message.type === 'input') return;
    if (message.type === 'begin') {
      this.position.begin(message.boot, message.start);
      if (message.live) this.staysAtBoot = false;
      handlers.onBegin?.(message);
    } else if (message.type === 'bytes') {
      const end = message.offset + message.bytes.length;
      const fresh = this.position.take(message.offset, message.bytes);
      if (fresh.length > 0) await handlers.onBytes(fresh, end - fresh.length);
      this.up({ type: 'ack', offset: end });
    } else if (message.type === 'gap') {
      this.position.skip(message.to);
      handlers.onGap?.(message);
    } else {
      handlers.onEnd?.(message);
      if (!this.staysAtBoot || !this.options.follow) return;
      // Should this boot be the latest still, it is sent anew, and what was seen already is passed over.
      this.staysAtBoot = false;
      this.up({ type: 'subscribe', from: 'start' });
    }
  }

  private lost(): void {
    if (this.closed) return;
    this.options.handlers.onLost?.();
    this.again(RETRY_FIRST);
  }

  private again(delay: number): void {
    this.retry = setTimeout(() => {
      this.connect().then(
        () => this.options.handlers.onResumed?.(),
        (error: unknown) => {
          if (this.closed) return;
          if (isPassing(error)) this.again(Math.min(2 * delay, RETRY_MOST));
          else this.fail(error);
        },
      );
    }, delay);
  }
}

/** A serial port over its socket, resumed by offset when the connection is lost. */
export async function openSerial(options: SerialOptions): Promise<SerialSession> {
  const serial = new Serial(options);
  await serial.connect();
  return serial;
}
