import { type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { WebSocket as BrowserSocket } from 'undici';
import { WebSocketServer, type WebSocket as ServerSocket } from 'ws';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  SERIAL_PROTOCOL,
  SERIAL_WINDOW,
  serialUp,
  type SerialDown,
  type SerialUp,
} from '../../../lib/contract/live.ts';
import { SerialSession, type SerialOptions, type SerialSink } from './session.ts';

/** The server's end of one connection. */
class Peer {
  readonly heard: SerialUp[] = [];
  readonly protocols: string;
  readonly #socket: ServerSocket;

  constructor(socket: ServerSocket, protocols: string) {
    this.#socket = socket;
    this.protocols = protocols;
    socket.on('message', (data) => {
      if (Buffer.isBuffer(data)) this.heard.push(serialUp.parse(JSON.parse(data.toString())));
    });
  }

  tell(message: SerialDown): void {
    this.#socket.send(JSON.stringify(message));
  }

  bytes(offset: number, text: string | Buffer): void {
    const header = Buffer.alloc(8);
    header.writeBigUInt64BE(BigInt(offset));
    this.#socket.send(Buffer.concat([header, Buffer.from(text)]));
  }

  breakOff(): void {
    this.#socket.terminate();
  }
}

/** What a terminal would have shown. */
class Screen implements SerialSink {
  readonly lines: string[] = [];
  text = '';
  held: (() => void)[] = [];
  draws = true;

  begin(boot: number): void {
    this.lines.push(`begin ${boot}`);
    this.text = '';
  }
  bytes(offset: number, bytes: Uint8Array, done: () => void): void {
    this.lines.push(`bytes ${offset}+${bytes.length}`);
    this.text += Buffer.from(bytes).toString();
    if (this.draws) done();
    else this.held.push(done);
  }
  gap(from: number, to: number, reason: string): void {
    this.lines.push(`gap ${from}-${to} ${reason}`);
  }
}

let server: WebSocketServer;
let peers: Peer[];
let opened: SerialSession[];

beforeEach(async () => {
  vi.stubGlobal('WebSocket', BrowserSocket);
  peers = [];
  opened = [];
  server = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: () => SERIAL_PROTOCOL });
  server.on('connection', (socket, request) =>
    peers.push(new Peer(socket, request.headers['sec-websocket-protocol'] ?? '')),
  );
  await once(server, 'listening');
});

afterEach(async () => {
  for (const session of opened) session.dispose();
  await expect.poll(() => server.clients.size).toBe(0);
  const closed = once(server, 'close');
  server.close();
  await closed;
  vi.unstubAllGlobals();
});

function isAddress(address: string | AddressInfo | null): address is AddressInfo {
  return typeof address === 'object' && address !== null;
}

function open(screen: Screen, options: Partial<SerialOptions> = {}): SerialSession {
  const address = server.address();
  if (!isAddress(address)) throw new Error('the test’s server has no port');
  let tickets = 0;
  const session = new SerialSession({
    url: `ws://127.0.0.1:${address.port}/ws/serial`,
    ticket: (mode) => Promise.resolve(`${mode}-${++tickets}`),
    mode: 'write',
    sink: screen,
    patience: 5,
    ...options,
  });
  opened.push(session);
  return session;
}

const peer = (index: number): Promise<Peer> =>
  vi.waitFor(() => {
    const found = peers[index];
    if (!found || found.heard.length === 0) throw new Error(`connection ${index} has not subscribed`);
    return found;
  }, 20_000);

describe('a serial session', () => {
  it('subscribes from the first byte, with a ticket in the sub-protocol', async () => {
    open(new Screen());
    const first = await peer(0);
    expect(first.protocols).toContain('ticket.write-1');
    expect(first.heard).toEqual([{ type: 'subscribe', from: 'start' }]);
  });

  it('goes on at the very byte after a broken connection, and drops what comes twice', async () => {
    const screen = new Screen();
    open(screen);
    const first = await peer(0);
    first.tell({ type: 'begin', boot: 3, live: true, start: 0, end: 5 });
    first.bytes(0, 'hello');
    await expect.poll(() => screen.text).toBe('hello');
    first.breakOff();
    const second = await peer(1);
    expect(second.protocols).toContain('ticket.write-2');
    expect(second.heard).toEqual([{ type: 'subscribe', boot: 3, from: 5 }]);
    second.tell({ type: 'begin', boot: 3, live: true, start: 0, end: 11 });
    second.bytes(3, 'lo world');
    await expect.poll(() => screen.text).toBe('hello world');
    expect(screen.lines).toEqual(['begin 3', 'bytes 0+5', 'bytes 5+6']);
  });

  it('acknowledges what it has seen before, so that a log that has become shorter does not stand still', async () => {
    const screen = new Screen();
    open(screen);
    const first = await peer(0);
    const half = SERIAL_WINDOW / 2;
    first.tell({ type: 'begin', boot: 3, live: true, start: 0, end: half });
    first.bytes(0, Buffer.alloc(half, 'x'));
    await expect.poll(() => screen.text).toHaveLength(half);
    first.breakOff();
    const second = await peer(1);
    second.tell({ type: 'begin', boot: 3, live: true, start: 0, end: 0 });
    second.bytes(0, Buffer.alloc(half, 'y'));
    await expect.poll(() => second.heard.at(-1)).toEqual({ type: 'ack', offset: half });
    expect(screen.text).toBe('x'.repeat(half));
  });

  it('marks what is missing, told or not', async () => {
    const screen = new Screen();
    open(screen);
    const first = await peer(0);
    first.tell({ type: 'begin', boot: 1, live: true, start: 100, end: 300 });
    first.tell({ type: 'gap', from: 0, to: 100, reason: 'cut' });
    first.bytes(100, 'abc');
    first.bytes(200, 'def');
    await expect.poll(() => screen.text).toBe('abcdef');
    expect(screen.lines).toEqual([
      'begin 1',
      'gap 0-100 cut',
      'bytes 100+3',
      'gap 103-200 The server has skipped these bytes.',
      'bytes 200+3',
    ]);
  });

  it('follows the next boot', async () => {
    const screen = new Screen();
    const session = open(screen);
    const first = await peer(0);
    first.tell({ type: 'begin', boot: 1, live: true, start: 0, end: 3 });
    first.bytes(0, 'one');
    first.tell({ type: 'end', boot: 1, offset: 3 });
    await expect.poll(() => session.picture().state).toBe('ended');
    first.tell({ type: 'begin', boot: 2, live: true, start: 0, end: 3 });
    first.bytes(0, 'two');
    await expect.poll(() => screen.text).toBe('two');
    expect(session.picture()).toMatchObject({ state: 'open', boot: 2 });
    expect(first.heard).toHaveLength(1);
  });

  it('misses no byte of a boot that began while it was away', async () => {
    const screen = new Screen();
    open(screen);
    const first = await peer(0);
    first.tell({ type: 'begin', boot: 1, live: true, start: 0, end: 3 });
    first.bytes(0, 'one');
    await expect.poll(() => screen.text).toBe('one');
    first.breakOff();
    const second = await peer(1);
    second.tell({ type: 'begin', boot: 1, live: false, start: 0, end: 7 });
    second.bytes(3, ' end');
    second.tell({ type: 'end', boot: 1, offset: 7 });
    await expect.poll(() => second.heard.at(-1)).toEqual({ type: 'subscribe', from: 7 });
    second.tell({ type: 'begin', boot: 2, live: true, start: 0, end: 9 });
    await expect.poll(() => second.heard.at(-1)).toEqual({ type: 'subscribe', from: 'start' });
    second.tell({ type: 'begin', boot: 2, live: true, start: 0, end: 9 });
    second.bytes(0, 'two whole');
    await expect.poll(() => screen.text).toBe('two whole');
    expect(screen.lines.filter((line) => line.startsWith('gap'))).toEqual([]);
  });

  it('acknowledges only what was drawn', async () => {
    const screen = new Screen();
    screen.draws = false;
    open(screen);
    const first = await peer(0);
    first.tell({ type: 'begin', boot: 1, live: true, start: 0, end: SERIAL_WINDOW });
    first.bytes(0, Buffer.alloc(SERIAL_WINDOW / 2, 'x'));
    await expect.poll(() => screen.held).toHaveLength(1);
    expect(first.heard).toHaveLength(1);
    screen.held[0]?.();
    await expect.poll(() => first.heard.at(-1)).toEqual({ type: 'ack', offset: SERIAL_WINDOW / 2 });
  });

  it('has no way to type when it only reads', async () => {
    const session = open(new Screen());
    const first = await peer(0);
    expect(session.input('a')).toBe(true);
    await expect.poll(() => first.heard).toContainEqual({ type: 'input', data: 'a' });
    session.setMode('read');
    const second = await peer(1);
    expect(second.protocols).toContain('ticket.read-2');
    expect(session.input('b')).toBe(false);
  });

  it('says why it is not connected and tries again', async () => {
    let asked = 0;
    const reasons = new Set<string | null>();
    const session = open(new Screen(), {
      ticket: () => (++asked < 3 ? Promise.reject(new Error('no server')) : Promise.resolve('t')),
    });
    session.subscribe(() => reasons.add(session.picture().reason));
    await peer(0);
    expect(reasons).toContain('no server');
    expect(session.picture()).toMatchObject({ state: 'open', reconnects: 2, reason: null });
  });
});
