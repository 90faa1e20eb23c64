import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';

interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

export const accepts: Answer = (response) => response.end('thank you');
export const answers =
  (status: number, headers: Readonly<Record<string, string>> = {}): Answer =>
  (response) =>
    response.writeHead(status, headers).end(`status ${status}`);
/** Takes the request and says nothing. */
export const hangs: Answer = () => undefined;

/** Somebody who is told what happens: a real HTTP server, closed when the test ends. */
export class Receiver {
  readonly received: Received[] = [];
  readonly #server = createServer((request, response) => void this.#receive(request, response));
  /** For the next requests; afterwards `always`. */
  readonly next: Answer[] = [];
  always: Answer = accepts;

  static async start(): Promise<Receiver> {
    const receiver = new Receiver();
    receiver.#server.listen(0, '127.0.0.1');
    await once(receiver.#server, 'listening');
    onTestFinished(() => receiver.close());
    return receiver;
  }

  get url(): string {
    const { port } = receiverAddress(this.#server.address());
    return `http://127.0.0.1:${port}/hook`;
  }

  get first(): Received {
    const [first] = this.received;
    if (first === undefined) throw new Error('nothing was received');
    return first;
  }

  /** The ids of all messages, in the order in which they came. */
  get ids(): string[] {
    return this.received.map(({ headers }) => String(headers['webhook-id']));
  }

  get bodies(): string[] {
    return this.received.map(({ body }) => body);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    if (!this.#server.listening) return;
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    this.received.push({ path: request.url ?? '', headers: request.headers, body });
    (this.next.shift() ?? this.always)(response, request);
  }
}

function receiverAddress(address: string | AddressInfo | null): AddressInfo {
  if (address === null || typeof address === 'string') throw new Error('the receiver does not listen');
  return address;
}
