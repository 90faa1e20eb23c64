import { type IncomingMessage } from 'node:http';
import { type Duplex } from 'node:stream';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';

const PING_MS = 30_000;
/** A viewer that does not answer the goodbye is dropped after it. */
const GOODBYE_MS = 2000;

/** Application codes of RFC 6455: 4000 + the HTTP status that says the same. */
export const CLOSED_SESSION_ENDED = 4401;
const MAX_REASON_BYTES = 120;

export interface ConsoleSocketsOptions {
  /** The sub-protocol that is spoken; a viewer that does not offer it is refused. */
  readonly protocol: string;
  readonly maxMessageBytes: number;
}

export const bytesOf = (data: RawData): Buffer =>
  Array.isArray(data) ? Buffer.concat(data) : Buffer.isBuffer(data) ? data : Buffer.from(data);

/** The first code and reason count; later ones are consequences. */
export function closeSocket(socket: WebSocket, code: number, reason: string): void {
  if (socket.readyState >= socket.CLOSING) return;
  // A reason may have 123 bytes; a cut in the middle of a character would make it invalid.
  const bytes = Buffer.from(reason).subarray(0, MAX_REASON_BYTES);
  socket.close(code, bytes.toString().replace(/�$/, ''));
  const timer = setTimeout(() => socket.terminate(), GOODBYE_MS);
  timer.unref();
  socket.once('close', () => clearTimeout(timer));
  // A paused socket would never see the answer.
  socket.resume();
}

/** The WebSockets of one kind of console: handshake, heartbeat, end. */
export class ConsoleSockets {
  readonly #server: WebSocketServer;
  readonly #alive = new WeakSet<WebSocket>();
  readonly #heartbeat: NodeJS.Timeout;

  constructor({ protocol, maxMessageBytes }: ConsoleSocketsOptions) {
    this.#server = new WebSocketServer({
      noServer: true,
      maxPayload: maxMessageBytes,
      // Console bytes are small or incompressible, and a window of zlib for every viewer is memory.
      perMessageDeflate: false,
      handleProtocols: (offered) => (offered.has(protocol) ? protocol : false),
    });
    this.#heartbeat = setInterval(() => this.#ping(), PING_MS);
    this.#heartbeat.unref();
  }

  get count(): number {
    return this.#server.clients.size;
  }

  /** `opened` is called at once when the handshake is done, before the first message can arrive. */
  accept(
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    opened: (accepted: WebSocket) => void,
  ): void {
    this.#server.handleUpgrade(request, socket, head, (accepted) => {
      this.#alive.add(accepted);
      accepted.on('pong', () => this.#alive.add(accepted));
      // Followed by `close`, which is what everybody listens to.
      accepted.on('error', () => undefined);
      opened(accepted);
    });
  }

  /** Resolves when every viewer is gone. */
  close(): Promise<void> {
    clearInterval(this.#heartbeat);
    for (const socket of this.#server.clients) closeSocket(socket, 1001, 'The server is shutting down.');
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
    });
  }

  #ping(): void {
    for (const socket of this.#server.clients) {
      if (!this.#alive.delete(socket)) socket.terminate();
      // A paused viewer (one that types faster than its guest reads) cannot answer, but it is alive.
      else if (socket.isPaused) this.#alive.add(socket);
      else socket.ping();
    }
  }
}
