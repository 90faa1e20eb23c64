import type { EventEmitter } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type ServerOptions, type WebSocket } from 'ws';
import { readFlowOf } from './read-flow.ts';

/** Unsent output beyond which nothing more is read from a viewer. */
const MAX_WAITING_OUTPUT = 256 * 1024;
/** More than typing, pasting or acknowledging a flood ever needs. */
const MESSAGES_PER_SECOND = 2000;
const BURST = 4000;
/** A message that is cut into tiny pieces costs far more than its bytes. */
const MAX_FRAGMENTS = 1024;
const SHORTEST_PAUSE_MS = 20;
/** A viewer that does not answer the close frame is dropped after this time. */
const GOODBYE_MS = 2000;

/** Drops a connection that does not close. */
export function dropSoon(connection: EventEmitter, drop: () => void): void {
  const timer = setTimeout(drop, GOODBYE_MS);
  timer.unref();
  connection.once('close', () => clearTimeout(timer));
}

/** Messages that a viewer may still send. */
class Allowance {
  #left = BURST;
  #at = performance.now();

  /** Milliseconds that the viewer has to wait after this message. */
  take(): number {
    const now = performance.now();
    this.#left = Math.min(BURST, this.#left + ((now - this.#at) * MESSAGES_PER_SECOND) / 1000) - 1;
    this.#at = now;
    return this.#left >= 0 ? 0 : (-this.#left * 1000) / MESSAGES_PER_SECOND;
  }
}

/** Pauses reading while output waits for the viewer, and while it exceeds the message rate. */
function boundReading(socket: WebSocket, stream: Duplex): void {
  const reading = readFlowOf(socket);
  const allowance = new Allowance();
  let pause: NodeJS.Timeout | undefined;
  const received = () => {
    if (stream.writableLength > MAX_WAITING_OUTPUT) reading.hold('output');
    const wait = allowance.take();
    if (wait > 0 && pause === undefined) {
      reading.hold('rate');
      pause = setTimeout(
        () => {
          pause = undefined;
          reading.release('rate');
        },
        Math.max(wait, SHORTEST_PAUSE_MS),
      );
      pause.unref();
    }
  };
  for (const event of ['message', 'ping', 'pong'] as const) socket.on(event, received);
  stream.on('drain', () => reading.release('output'));
  socket.once('close', () => clearTimeout(pause));
}

/**
 * A WebSocket server whose viewers cannot make output pile up, whatever they send and whether or not they read. ws
 * itself bounds pongs.
 */
export class BoundedServer extends WebSocketServer {
  constructor(options: ServerOptions) {
    // Without compression: messages are small or incompressible, and a zlib window for each viewer takes memory.
    super({ ...options, noServer: true, maxFragments: MAX_FRAGMENTS, perMessageDeflate: false });
  }

  override handleUpgrade(
    request: IncomingMessage,
    stream: Duplex,
    head: Buffer,
    accepted: (client: WebSocket, request: IncomingMessage) => void,
  ): void {
    super.handleUpgrade(request, stream, head, (socket, from) => {
      // `close` follows and is handled elsewhere, but ws waits a long time for the other end.
      socket.on('error', () => dropSoon(stream, () => stream.destroy()));
      boundReading(socket, stream);
      accepted(socket, from);
    });
  }
}
