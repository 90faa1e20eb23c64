import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { WebSocket, WebSocketServer } from 'ws';
import { SERIAL_FRAME_HEADER, type SerialUp } from '../../../lib/contract/live.ts';
import { readFlowOf } from '../../live/read-flow.ts';
import { SerialViewer } from '../../live/serial-viewer.ts';
import type { Reading } from './reading.ts';

/** A viewer of a recording at the far end of a WebSocket, as a browser is one. */
export class Wire implements AsyncDisposable {
  readonly #http: Server;
  readonly #socket: WebSocket;
  readonly #listeners = new Set<(bytes: Buffer) => void>();

  private constructor(http: Server, socket: WebSocket) {
    this.#http = http;
    this.#socket = socket;
    socket.on('message', (data: Buffer, binary) => {
      if (!binary) return;
      const bytes = data.subarray(SERIAL_FRAME_HEADER);
      this.#say({ type: 'ack', offset: Number(data.readBigUInt64BE()) + bytes.length });
      for (const listener of this.#listeners) listener(bytes);
    });
    this.#say({ type: 'subscribe', from: 'start' });
  }

  static async open(reading: Reading): Promise<Wire> {
    const http = createServer();
    new WebSocketServer({ server: http, perMessageDeflate: false }).on('connection', (socket) => {
      serve(socket, reading);
    });
    await once(http.listen(0, '127.0.0.1'), 'listening');
    const { port } = portOf(http.address());
    const socket = new WebSocket(`ws://127.0.0.1:${port}`, { perMessageDeflate: false });
    await once(socket, 'open');
    return new Wire(http, socket);
  }

  write(text: string): void {
    this.#say({ type: 'input', data: text });
  }

  /** Hands over what comes; the result stops it. */
  subscribe(listener: (bytes: Buffer) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #say(message: SerialUp): void {
    this.#socket.send(JSON.stringify(message));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket.terminate();
    await once(this.#http.close(), 'close');
  }
}

function serve(socket: WebSocket, { reader }: Reading): void {
  const viewer = new SerialViewer({
    source: { open: () => Promise.resolve({ boot: 1, log: reader.log }), onBoot: () => () => undefined },
    type: (text) => reader.write(text),
    send: (data) =>
      new Promise((resolve, reject) => {
        socket.send(data, (error) => (error ? reject(error) : resolve()));
      }),
    reading: readFlowOf(socket),
    isOpen: () => socket.readyState === socket.OPEN,
    refuse: () => socket.terminate(),
    logger: pino({ level: 'silent' }),
  });
  socket.on('message', (data: Buffer) => viewer.receive(data.toString()));
  socket.once('close', () => void viewer.close({ goodbye: false }));
}

function portOf(address: AddressInfo | string | null): AddressInfo {
  if (typeof address === 'object' && address !== null) return address;
  throw new Error('the server listens on no port');
}
