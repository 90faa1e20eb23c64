import { type IncomingMessage, type Server, type ServerResponse } from 'node:http';

/** Whoever needs longer for the head of a request does not mean to finish it. */
const HEAD_MS = 20_000;
/** For the whole of it; the largest body is 256 KiB. */
const REQUEST_MS = 60_000;
const LOOK_EVERY_MS = 5000;
/** Nothing moves on a connection, in either direction; longer than any call to a host may take. */
const SILENT_MS = 180_000;
/** Browsers send one request at a time over a connection; its answer may be there before we know that it was sent. */
const MAX_UNANSWERED = 4;

/** For `createServer`: how often connections are looked at can be told to it alone. */
export const CONNECTION_BOUNDS = {
  headersTimeout: HEAD_MS,
  requestTimeout: REQUEST_MS,
  connectionsCheckingInterval: LOOK_EVERY_MS,
};

/** A connection whose other end sends half a request, or never reads its answer, is not kept for ever. */
export function endSilent(server: Pick<Server, 'setTimeout'>): void {
  server.setTimeout(SILENT_MS);
}

/**
 * Node.js hands on every request that a client has sent, also when it does not read the answers to those before: each
 * is worked on, and its answer kept. Such a connection is cut off; false for a request that came too much.
 */
export class Unanswered {
  readonly #counts = new WeakMap<IncomingMessage['socket'], number>();

  admit({ socket }: IncomingMessage, response: ServerResponse): boolean {
    const count = (this.#counts.get(socket) ?? 0) + 1;
    this.#counts.set(socket, count);
    response.once('close', () => this.#counts.set(socket, (this.#counts.get(socket) ?? 1) - 1));
    if (count <= MAX_UNANSWERED) return true;
    socket.destroy();
    return false;
  }
}
