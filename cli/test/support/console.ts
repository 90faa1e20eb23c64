import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type Duplex } from 'node:stream';
import { Server as LiveServer } from 'socket.io';
import { ConsoleError, ERROR_STATUS, problem } from '../../../lib/contract/error.ts';
import { change, type Change, hello, LIVE_PATH } from '../../../lib/contract/live.ts';
import { type Answer } from './answer.ts';
import { createRoutes, type World } from './routes.ts';
import { createSockets, type Sockets } from './sockets.ts';

export const TOKEN = 'ven_the-token-of-the-test';

export interface TestConsole {
  readonly url: string;
  readonly world: World;
  readonly sockets: Sockets;
  /** Answers that stand in for the real ones, by "METHOD /path"; a function may come first and do something. */
  readonly instead: Map<string, () => Answer>;
  push(change: Change): void;
  /** Cuts every live connection, as a restart does. */
  dropLive(): void;
  liveClients(): number;
  close(): Promise<void>;
}

function refusal(error: unknown): Answer {
  const known =
    error instanceof ConsoleError
      ? error
      : new ConsoleError('internal', `the stand-in failed: ${String(error)}`);
  const status = ERROR_STATUS[known.code];
  const body = {
    type: 'about:blank',
    title: known.code,
    status,
    code: known.code,
    detail: known.message,
    fix: known.fix,
    errors: known.errors,
  };
  return { status, body, schema: problem, headers: { 'content-type': 'application/problem+json' } };
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text === '' ? undefined : JSON.parse(text);
}

function send(response: ServerResponse, { status, body, schema, headers, raw }: Answer): void {
  schema?.parse(body);
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(raw ?? (body === undefined ? '' : JSON.stringify(body)));
}

/** A small console that speaks the contract over real HTTP and real sockets, and does what the test says. */
export async function startConsole(): Promise<TestConsole> {
  const instead = new Map<string, () => Answer>();
  const { world, answer } = createRoutes(TOKEN);
  const server = createServer((request, response) => {
    void (async () => {
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://stand-in');
      const path = decodeURIComponent(pathname.replace(/^\/api\/v1/, ''));
      const body = await bodyOf(request);
      const other = instead.get(`${request.method ?? ''} ${path}`);
      send(
        response,
        other === undefined
          ? answer({ method: request.method ?? '', path, body, request, query: searchParams })
          : other(),
      );
    })().catch((error: unknown) => send(response, refusal(error)));
  });
  const live = new LiveServer(server, { path: LIVE_PATH, destroyUpgrade: false, serveClient: false });
  live.use((socket, next) => {
    const right = socket.handshake.headers.authorization === `Bearer ${TOKEN}`;
    next(right ? undefined : new Error('unauthenticated'));
  });
  live.on('connection', (socket) =>
    socket.emit('hello', hello.parse({ version: '0', startedAt: new Date().toISOString() })),
  );
  const sockets = createSockets(world);
  const connections = new Set<Duplex>();
  server.on('connection', (socket: Duplex) => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
  });
  server.on('upgrade', (request, socket, head) => {
    if (!(request.url ?? '').startsWith(LIVE_PATH)) sockets.upgrade(request, socket, head);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    world,
    sockets,
    instead,
    push: (message) => void live.emit('change', change.parse(message)),
    dropLive: () => live.sockets.sockets.forEach((socket) => socket.conn.close()),
    liveClients: () => live.sockets.sockets.size,
    close: async () => {
      sockets.close();
      await live.close();
      for (const connection of connections) connection.destroy();
    },
  };
}
