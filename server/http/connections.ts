import type { IncomingMessage, Server, ServerResponse } from 'node:http';

/** The time for a request's headers; a client that takes longer is unlikely to finish. */
const HEAD_MS = 20_000;
/** The time for the whole request; the largest body is 256 KiB. */
const REQUEST_MS = 60_000;
const LOOK_EVERY_MS = 5000;
/** The time without traffic in either direction; longer than any call to a host may take. */
const SILENT_MS = 180_000;
/** Browsers send one request at a time per connection; the response may arrive before Node reports it as sent. */
const MAX_UNANSWERED = 4;

/** For `createServer`, the only place to set how often connections are checked. */
export const CONNECTION_BOUNDS = {
  headersTimeout: HEAD_MS,
  requestTimeout: REQUEST_MS,
  connectionsCheckingInterval: LOOK_EVERY_MS,
};

/** Closes connections whose client sends half a request or never reads the response. */
export function endSilent(server: Pick<Server, 'setTimeout'>): void {
  server.setTimeout(SILENT_MS);
}

/**
 * Node.js processes every request that a client has sent, even if the client does not read earlier responses, and
 * buffers each response. Closes such a connection; returns false for a request beyond the limit.
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
