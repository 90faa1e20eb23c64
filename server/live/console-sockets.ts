import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { RawData, WebSocket } from 'ws';
import { BoundedServer, dropSoon } from './bounded-server.ts';
import { readFlowOf } from './read-flow.ts';

const HEARTBEAT_MS = 30_000;
/** Heartbeats without an answer that a paused viewer survives: its pong cannot be read. */
const MAX_UNANSWERED = 4;

/** Application codes of RFC 6455: 4000 + the equivalent HTTP status. */
export const CLOSED_SESSION_ENDED = 4401;
/** RFC 6455: policy violation. */
export const CLOSED_POLICY = 1008;
const MAX_REASON_BYTES = 120;

export interface ConsoleSocketsOptions {
  /** The sub-protocol. */
  readonly protocol: string;
  readonly maxMessageBytes: number;
  readonly heartbeatMs?: number;
}

export const bytesOf = (data: RawData): Buffer =>
  Array.isArray(data) ? Buffer.concat(data) : Buffer.isBuffer(data) ? data : Buffer.from(data);

/** Closes with this code and reason, unless the socket is closing already. */
export function closeSocket(socket: WebSocket, code: number, reason: string): void {
  if (socket.readyState >= socket.CLOSING) return;
  // A reason may have 123 bytes; a cut in the middle of a character would make it invalid.
  const bytes = Buffer.from(reason).subarray(0, MAX_REASON_BYTES);
  socket.close(code, bytes.toString().replace(/�$/, ''));
  dropSoon(socket, () => socket.terminate());
  readFlowOf(socket).free();
}

/** The state of a viewer's heartbeat. */
interface Heartbeat {
  /** The ping that has not been answered yet. */
  ping: Buffer | null;
  unanswered: number;
}

/** The WebSockets of one kind of console: handshake, heartbeat and close. */
export class ConsoleSockets {
  readonly #protocol: string;
  readonly #server: BoundedServer;
  readonly #heartbeats = new WeakMap<WebSocket, Heartbeat>();
  readonly #timer: NodeJS.Timeout;

  constructor({ protocol, maxMessageBytes, heartbeatMs = HEARTBEAT_MS }: ConsoleSocketsOptions) {
    this.#protocol = protocol;
    this.#server = new BoundedServer({ maxPayload: maxMessageBytes, handleProtocols: () => protocol });
    this.#timer = setInterval(() => this.#beat(), heartbeatMs);
    this.#timer.unref();
  }

  get count(): number {
    return this.#server.clients.size;
  }

  /** Whether the request offers our sub-protocol. ws would accept one that does not, without any. */
  speaks({ headers }: IncomingMessage): boolean {
    const offered = (headers['sec-websocket-protocol'] ?? '').split(',');
    return offered.some((protocol) => protocol.trim() === this.#protocol);
  }

  /** `opened` is called at once when the handshake is done, before the first message can arrive. */
  accept(
    request: IncomingMessage,
    stream: Duplex,
    head: Buffer,
    opened: (accepted: WebSocket) => void,
  ): void {
    this.#server.handleUpgrade(request, stream, head, (accepted) => {
      const heartbeat: Heartbeat = { ping: null, unanswered: 0 };
      this.#heartbeats.set(accepted, heartbeat);
      const alive = () => {
        heartbeat.ping = null;
        heartbeat.unanswered = 0;
      };
      accepted.on('message', alive);
      // Only the answer to our ping counts: a viewer that never reads could keep sending other pongs.
      accepted.on('pong', (data) => {
        if (heartbeat.ping?.equals(data)) alive();
      });
      opened(accepted);
    });
  }

  /** Resolves when every viewer is gone. */
  close(): Promise<void> {
    clearInterval(this.#timer);
    for (const socket of this.#server.clients) closeSocket(socket, 1001, 'The server is shutting down.');
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
    });
  }

  #beat(): void {
    for (const socket of this.#server.clients) {
      const heartbeat = this.#heartbeats.get(socket);
      if (!heartbeat || socket.readyState !== socket.OPEN) continue;
      if (socket.isPaused) {
        // It types faster than its guest reads, or has gone; a few more heartbeats show which.
        heartbeat.ping = null;
        heartbeat.unanswered += 1;
        if (heartbeat.unanswered > MAX_UNANSWERED) socket.terminate();
      } else if (heartbeat.ping) socket.terminate();
      else {
        heartbeat.ping = randomBytes(8);
        socket.ping(heartbeat.ping);
      }
    }
  }
}
