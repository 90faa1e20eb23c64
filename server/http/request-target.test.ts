import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { send } from '../testing/request.ts';
import { startConsole } from '../testing/test-server.ts';

/** With pages that, like Next, fail on targets they do not understand. */
async function served() {
  const handle = (request: IncomingMessage, response: ServerResponse) => {
    response.end(decodeURIComponent(new URL(request.url ?? '', 'http://x').pathname));
  };
  const pages = { handle, upgrade: undefined, close: () => Promise.resolve() };
  return startConsole({ options: { pages } });
}

async function ask({ url }: { url: string }, method: string, target: string): Promise<string> {
  const { port, host } = new URL(url);
  const socket = connect(Number(port), '127.0.0.1');
  socket.write(`${method} ${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
  return text(socket);
}

it.each([
  ['OPTIONS', '*'],
  ['GET', '*'],
  ['GET', 'http://127.0.0.1/healthz'],
  ['GET', 'http://other.example/'],
  ['GET', '/%'],
  ['GET', '/%zz'],
  ['GET', '/nodes/%C0%AF'],
  ['GET', '/login%E0%A4'],
  ['GET', '/_next/static/%zz'],
  ['GET', '/api/v1/nodes/%zz'],
  ['GET', '/%/../healthz'],
  ['DELETE', '/api/v1/nodes/%E0%A4'],
])('%s %s is refused as malformed', async (method, target) => {
  const answer = await ask(await served(), method, target);
  expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  expect(answer).toContain('application/problem+json');
  expect(answer).toContain('"code":"malformed"');
});

it.each(['POST', 'PUT', 'DELETE', 'PROPFIND', 'TRACE', 'OPTIONS'])(
  'a page is not there for %s',
  async (method) => {
    const answer = await ask(await served(), method, '/login');
    expect(answer).toMatch(/^HTTP\/1\.1 405 /);
    expect(answer.toLowerCase()).toContain('allow: get, head');
  },
);

it('paths with right escapes, and any query, go where they should', async () => {
  const server = await served();
  expect(await ask(server, 'GET', '/nodes/%C3%A9?next=%zz')).toMatch(/^HTTP\/1\.1 200 /);
  expect(await ask(server, 'GET', '/healthz?%')).toMatch(/^HTTP\/1\.1 200 /);
});

it('a request that breaks off leaves nothing in the log', async () => {
  const server = await served();
  const { port, host } = new URL(server.url);
  for (const length of ['Content-Length: 100', 'Transfer-Encoding: chunked']) {
    const socket = connect(Number(port), '127.0.0.1');
    await once(socket, 'connect');
    const head = `POST /api/v1/session HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\n${length}\r\n\r\n`;
    socket.write(`${head}3\r\n{"a\r\n`);
    // Later requests on the same socket get no answer; another connection shows that the server has got that far.
    await send(server, '/healthz');
    socket.resetAndDestroy();
  }
  await expect
    .poll(async () => (await send(server, '/metrics', { headers: await server.as('viewer') })).text())
    .toContain('session');
  expect(server.log.filter((line) => line.includes('stack'))).toEqual([]);
});
