import type { Duplex } from 'node:stream';
import type { Socket } from 'socket.io';
import type { Identity } from '../core/access/api.ts';
import { dropSoon } from './bounded-server.ts';

/** Bytes that may wait for a slow viewer; a dropped one reconnects and fetches the lists, which are smaller. */
const MAX_WAITING_BYTES = 8 * 1024 * 1024;
/** A page joins once per connection; other clients may do so a few times. */
const MAX_MESSAGES = 32;
/** socket.io's CONNECT and DISCONNECT of the default namespace: the only packets that a viewer may send. */
const UNDERSTOOD = /^(0(\{.*\})?|1)$/s;

/** A packet of engine.io. */
interface Packet {
  readonly type: string;
  readonly data?: unknown;
}

const bytesOf = ({ data }: Packet): number =>
  typeof data === 'string' || data instanceof Uint8Array ? data.length : 0;

/** One connection of the live feed, from the upgrade to its end. */
export class LiveViewer {
  readonly stream: Duplex;
  /** As of the last check. */
  identity: Identity;
  #connection: Socket['conn'] | undefined;
  #socket: Socket | undefined;
  #ended = false;
  #messages = 0;
  /** Packets that engine.io holds until the connection has taken the earlier ones. */
  #kept = 0;

  constructor(stream: Duplex, identity: Identity) {
    this.stream = stream;
    this.identity = identity;
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** The connection as engine.io sees it, before it has joined any namespace. */
  opened(connection: Socket['conn']): void {
    this.#connection = connection;
    connection.on('packetCreate', (packet: Packet) => (this.#kept += bytesOf(packet)));
    connection.on('flush', () => (this.#kept = 0));
    connection.on('packet', (packet: Packet) => this.#received(packet));
    if (this.#ended) connection.close(true);
  }

  /** It has joined the namespace. */
  joined(socket: Socket): void {
    this.#socket = socket;
    socket.once('disconnect', () => {
      if (this.#socket === socket) this.#socket = undefined;
    });
  }

  dropIfSlow(): void {
    if (this.#kept + this.stream.writableLength > MAX_WAITING_BYTES) this.stream.destroy();
  }

  /** Disconnects properly, or cuts the connection if it does not close. */
  end(): void {
    if (this.#ended) return;
    this.#leave();
    if (this.#socket) this.#socket.disconnect(true);
    else if (this.#connection) this.#connection.close(true);
    else this.stream.destroy();
  }

  /** Runs before the message is answered: answers to a viewer that never reads would fill the memory. */
  #received({ type, data }: Packet): void {
    if (type !== 'message') return;
    this.#messages += 1;
    if (this.#messages <= MAX_MESSAGES && typeof data === 'string' && UNDERSTOOD.test(data)) return;
    this.#leave();
    this.#connection?.close(true);
  }

  #leave(): void {
    this.#ended = true;
    dropSoon(this.stream, () => this.stream.destroy());
  }
}
