import { createServer } from 'node:http';
import { onTestFinished } from 'vitest';
import { WebSocketServer } from 'ws';

export interface Lie {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What the real server never does: answers of any kind by "METHOD /path", and any bytes on a console's socket. */
export async function startLiar(
  lies: Readonly<Record<string, Lie>>,
  bytes?: string | Uint8Array,
  onSocket?: () => void,
): Promise<string> {
  const server = createServer((request, response) => {
    const { status, body, headers } = lies[`${request.method ?? ''} ${request.url ?? ''}`] ?? {
      status: 404,
      body: '',
    };
    response.writeHead(status, { 'content-type': 'application/json', connection: 'close', ...headers });
    response.end(body);
  });
  const sockets = new WebSocketServer({ server, handleProtocols: ([first = '']) => first });
  sockets.on('connection', (socket) => {
    onSocket?.();
    if (bytes !== undefined) socket.once('message', () => socket.send(bytes));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const client of sockets.clients) client.terminate();
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return `http://127.0.0.1:${address.port}`;
}
