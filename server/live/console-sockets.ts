import { randomBytes } from 'node:crypto';
import { type IncomingMessage } from 'node:http';
import { type Duplex } from 'node:stream';
import { type RawData, type WebSocket } from 'ws';
import { BoundedServer, dropSoon } from './bounded-server.ts';
import { readFlowOf } from './read-flow.ts';

const HEARTBEAT_MS = 30_000;
/** Heartbeats that a viewer which is not read may stay: its answer cannot be heard. */
const MAX_UNHEARD = 4;

/** Application codes of RFC 6455: 4000 + the HTTP status that says the same. */
export const CLOSED_SESSION_ENDED = 4401;
/** RFC 6455: the message violates what was agreed on. */
export const CLOSED_POLICY = 1008;
const MAX_REASON_BYTES = 120;

export interface ConsoleSocketsOptions {
  /** The sub-protocol that is spoken. */
  readonly protocol: string;
  readonly maxMessageBytes: number;
  readonly heartbeatMs?: number;
}

export const bytesOf = (data: RawData): Buffer =>
  Array.isArray(data) ? Buffer.concat(data) : Buffer.isBuffer(data) ? data : Buffer.from(data);

/** The first code and reason count; later ones are consequences. */
export function closeSocket(socket: WebSocket, code: number, reason: string): void {
  if (socket.readyState >= socket.CLOSING) return;
  // A reason may have 123 bytes; a cut in the middle of a character would make it invalid.
  const bytes = Buffer.from(reason).subarray(0, MAX_REASON_BYTES);
  socket.close(code, bytes.toString().replace(/�$/, ''));
  dropSoon(socket, () => socket.terminate());
  readFlowOf(socket).free();
}

/** What the heartbeat knows of a viewer. */
interface Pulse {
  /** The ping that was not answered yet. */
  asked: Buffer | null;
  unheard: number;
}

/** The WebSockets of one kind of console: handshake, heartbeat, end. */
export class ConsoleSockets {
  readonly #protocol: string;
  readonly #server: BoundedServer;
  readonly #pulses = new WeakMap<WebSocket, Pulse>();
  readonly #heartbeat: NodeJS.Timeout;

  constructor({ protocol, maxMessageBytes, heartbeatMs = HEARTBEAT_MS }: ConsoleSocketsOptions) {
    this.#protocol = protocol;
    this.#server = new BoundedServer({ maxPayload: maxMessageBytes, handleProtocols: () => protocol });
    this.#heartbeat = setInterval(() => this.#beat(), heartbeatMs);
    this.#heartbeat.unref();
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
      const pulse: Pulse = { asked: null, unheard: 0 };
      this.#pulses.set(accepted, pulse);
      const alive = () => {
        pulse.asked = null;
        pulse.unheard = 0;
      };
      accepted.on('message', alive);
      // Only the answer to our ping: a viewer that never reads could send others for ever.
      accepted.on('pong', (data) => {
        if (pulse.asked?.equals(data)) alive();
      });
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

  #beat(): void {
    for (const socket of this.#server.clients) {
      const pulse = this.#pulses.get(socket);
      if (!pulse || socket.readyState !== socket.OPEN) continue;
      if (socket.isPaused) {
        // It types faster than its guest reads, or is gone: nobody can tell, so it has some beats more.
        pulse.asked = null;
        pulse.unheard += 1;
        if (pulse.unheard > MAX_UNHEARD) socket.terminate();
      } else if (pulse.asked) socket.terminate();
      else {
        pulse.asked = randomBytes(8);
        socket.ping(pulse.asked);
      }
    }
  }
}
