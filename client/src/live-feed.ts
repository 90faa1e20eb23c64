import type { io, Socket } from 'socket.io-client';
import { change, hello, LIVE_PATH, type Change } from '../../lib/contract/live.ts';
import type { ConsoleClient } from './client.ts';
import { asError, backOff, isTransient } from './retry.ts';

/** `lost`: reconnecting; `failed`: not reconnecting, because the console refuses the connection. */
export type LiveState = 'connecting' | 'live' | 'lost' | 'failed';

export interface LiveFeedOptions {
  readonly client: Pick<ConsoleClient, 'url' | 'headers' | 'templates'>;
  /** Fails with the reason why there is no connection; left out, a request that every user may make. */
  readonly probe?: () => Promise<unknown>;
  /** socket.io-client's own, which programs load only when they need it. */
  readonly io: typeof io;
  /**
   * Fetches the lists: on every connection, when its changes are being received already. `before`: the number of the
   * latest change before the connection; whoever has an answer with that number has missed nothing. Null: unknown.
   */
  readonly refresh: (before: number | null) => Promise<void>;
  readonly onChange: (change: Change) => void;
  /** The error explains why there is no connection, once that is known. */
  readonly onState: (state: LiveState, error: Error | null) => void;
}

/** An object of the server that is sent whole and carries the number of its version. */
export interface Revised {
  readonly revision: number;
}

/** The newer of two copies; of two with the same revision, the one that is there already. */
export function newer<T extends Revised>(present: T | undefined, arrived: T): T {
  return present !== undefined && present.revision >= arrived.revision ? present : arrived;
}

function createSocket({ client, io }: LiveFeedOptions): Socket {
  const options = { transports: ['websocket'], reconnection: false, autoConnect: false, forceNew: true };
  if (client.url === '') return io({ ...options, path: LIVE_PATH });
  // Of a share link, in a page of the console itself.
  if (client.url.startsWith('/')) return io({ ...options, path: `${client.url}${LIVE_PATH}` });
  const { origin, pathname } = new URL(client.url);
  const path = `${pathname.replace(/\/$/, '')}${LIVE_PATH}`;
  return io(origin, { ...options, path, extraHeaders: { ...client.headers } });
}

/** Receives the console's changes as they happen; reconnects as long as that makes sense. */
export class LiveFeed {
  readonly #options: LiveFeedOptions;
  readonly #socket: Socket;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #attempts = 0;
  #error: Error | null = null;
  #findingReason = false;
  #closed = false;

  constructor(options: LiveFeedOptions) {
    this.#options = options;
    this.#socket = createSocket(options);
    this.#socket.on('hello', (data: unknown) => this.#subscribed(hello.safeParse(data).data?.change));
    this.#socket.on('change', (data: unknown) => {
      // A newer console may send unknown kinds of changes.
      const parsed = change.safeParse(data);
      if (parsed.success) options.onChange(parsed.data);
    });
    this.#socket.on('disconnect', () => this.#lost());
    this.#socket.on('connect_error', () => this.#lost());
    this.#socket.connect();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#socket.close();
  }

  #subscribed(before: number | null = null): void {
    clearTimeout(this.#timer);
    this.#error = null;
    this.#options.onState('live', null);
    this.#refresh(before);
  }

  #refresh(before: number | null): void {
    const { id } = this.#socket;
    this.#options.refresh(before).then(
      () => (this.#attempts = 0),
      (error: unknown) => {
        if (!isTransient(error)) this.#fail(error);
        // What changed before this connection is not sent again. Without it, the next one asks.
        else if (this.#socket.connected && this.#socket.id === id) this.#later(() => this.#refresh(before));
      },
    );
  }

  #lost(): void {
    if (this.#closed) return;
    this.#options.onState('lost', this.#error);
    this.#later(() => this.#socket.connect());
    void this.#askWhy();
  }

  /** A socket does not report why it was lost or refused; a request does. */
  async #askWhy(): Promise<void> {
    if (this.#findingReason) return;
    this.#findingReason = true;
    try {
      const { probe, client } = this.#options;
      await (probe ?? client.templates.list)();
      this.#error = null;
    } catch (error) {
      this.#error = asError(error);
      if (!isTransient(error)) this.#fail(error);
    } finally {
      this.#findingReason = false;
    }
    if (!this.#closed && !this.#socket.connected) this.#options.onState('lost', this.#error);
  }

  #later(act: () => void): void {
    clearTimeout(this.#timer);
    if (this.#closed) return;
    this.#timer = setTimeout(act, backOff(this.#attempts));
    this.#attempts += 1;
  }

  #fail(error: unknown): void {
    if (this.#closed) return;
    this.close();
    this.#options.onState('failed', asError(error));
  }
}
