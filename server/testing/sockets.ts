import { onTestFinished } from 'vitest';
import { io, type Socket } from 'socket.io-client';
import { WebSocket } from 'ws';
import {
  LIVE_PATH,
  SERIAL_FRAME_HEADER,
  SERIAL_PATH,
  SERIAL_PROTOCOL,
  serialDown,
  ticket,
  ticketProtocol,
  VNC_PATH,
  VNC_PROTOCOL,
  type SerialDown,
  type SerialUp,
  type TicketRequest,
} from '../../lib/contract/live.ts';
import { parsed, type Reachable, send } from './request.ts';

type Headers = Readonly<Record<string, string>>;

export async function getTicket(server: Reachable, headers: Headers, request: Partial<TicketRequest> = {}) {
  const body = { node: 'one', kind: 'serial', ...request };
  const response = await send(server, '/api/v1/tickets', { method: 'POST', body, headers });
  return (await parsed(ticket, response)).ticket;
}

export interface SocketRequest {
  readonly path: string;
  readonly protocols?: readonly string[];
  readonly headers?: Headers;
  /** Nothing is read until it has a listener and is resumed. */
  readonly paused?: boolean;
}

/** Opens a WebSocket, or returns the status of the refusal. */
export async function openSocket(
  server: Reachable,
  { path, protocols = [], headers = {}, paused = false }: SocketRequest,
): Promise<{ socket: WebSocket } | { status: number }> {
  const url = new URL(`${server.base ?? ''}${path}`, server.url.replace('http', 'ws'));
  const socket = new WebSocket(url, [...protocols], { headers, perMessageDeflate: false });
  onTestFinished(() => socket.terminate());
  return new Promise((resolve, reject) => {
    socket.once('open', () => {
      if (paused) socket.pause();
      resolve({ socket });
    });
    socket.once('unexpected-response', (request, response) => {
      response.resume();
      response.once('end', () => request.destroy());
      resolve({ status: response.statusCode ?? 0 });
    });
    socket.on('error', reject);
  });
}

async function mustOpen(server: Reachable, request: SocketRequest): Promise<WebSocket> {
  const opened = await openSocket(server, request);
  if ('socket' in opened) return opened.socket;
  throw new Error(`refused with ${opened.status}`);
}

/** A viewer of a serial port that keeps all messages. */
export class SerialClient {
  readonly socket: WebSocket;
  readonly told: SerialDown[] = [];
  /** Offset of the next expected byte, counting gaps. */
  position = 0;
  received = 0;
  readonly chunks: Buffer[] = [];
  readonly #acknowledges: boolean;

  constructor(socket: WebSocket, acknowledges: boolean) {
    this.socket = socket;
    this.#acknowledges = acknowledges;
    socket.on('message', (data, binary) => {
      if (!Buffer.isBuffer(data)) throw new Error('not a buffer');
      if (binary) this.#bytes(data);
      else this.#tell(serialDown.parse(JSON.parse(data.toString())));
    });
  }

  get text(): string {
    return Buffer.concat(this.chunks).toString();
  }

  say(message: SerialUp): void {
    this.socket.send(JSON.stringify(message));
  }

  #tell(message: SerialDown): void {
    this.told.push(message);
    if (message.type === 'begin') this.position = 0;
    if (message.type === 'gap') this.position = message.to;
    if (message.type === 'snapshot') this.position = message.offset;
  }

  #bytes(data: Buffer): void {
    const offset = Number(data.readBigUInt64BE());
    if (this.received > 0 && this.position !== 0 && offset !== this.position) {
      throw new Error(`byte ${this.position} was expected, ${offset} came`);
    }
    const bytes = data.subarray(SERIAL_FRAME_HEADER);
    this.chunks.push(Buffer.from(bytes));
    this.received += bytes.length;
    this.position = offset + bytes.length;
    if (this.#acknowledges) this.say({ type: 'ack', offset: this.position });
  }
}

export async function openSerial(
  server: Reachable,
  headers: Headers,
  request: Partial<TicketRequest> & { readonly acknowledges?: boolean } = {},
): Promise<SerialClient> {
  const { acknowledges = true, ...wanted } = request;
  const secret = await getTicket(server, headers, wanted);
  const protocols = [SERIAL_PROTOCOL, ticketProtocol(secret)];
  // The first message may come with the handshake.
  const socket = await mustOpen(server, { path: SERIAL_PATH, protocols, headers, paused: true });
  const viewer = new SerialClient(socket, acknowledges);
  socket.resume();
  return viewer;
}

export async function openVnc(
  server: Reachable,
  headers: Headers,
  { paused = false, ...request }: Partial<TicketRequest> & Pick<SocketRequest, 'paused'> = {},
): Promise<WebSocket> {
  const secret = await getTicket(server, headers, { ...request, kind: 'vnc' });
  const protocols = [VNC_PROTOCOL, ticketProtocol(secret)];
  return mustOpen(server, { path: VNC_PATH, protocols, headers, paused });
}

/** A socket of the live feed, and the first message it receives. */
export async function openLive(
  server: Reachable,
  headers: Headers,
): Promise<{ socket: Socket; hello: unknown }> {
  const socket = io(server.url, {
    path: `${server.base ?? ''}${LIVE_PATH}`,
    transports: ['websocket'],
    extraHeaders: { ...headers },
    reconnection: false,
    forceNew: true,
  });
  onTestFinished(() => void socket.close());
  const [hello]: unknown[] = await new Promise((resolve, reject) => {
    socket.once('hello', (...heard: unknown[]) => resolve(heard));
    socket.once('connect_error', reject);
  });
  return { socket, hello };
}

/** The code and reason with which the server ends it. */
export function closing(socket: WebSocket): Promise<{ code: number; reason: string }> {
  return new Promise((resolve) => {
    socket.once('close', (code, reason) => resolve({ code, reason: reason.toString() }));
  });
}
