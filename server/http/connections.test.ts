import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { json } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { problem } from '../../lib/contract/error.ts';
import { refusal, send } from '../testing/request.ts';
import { startConsole } from '../testing/test-server.ts';

const SESSION = '/api/v1/session';

it('a connection that keeps sending requests without reading is cut off and does not affect others', async () => {
  const server = await startConsole();
  const { port, host } = new URL(server.url);
  const socket = connect(Number(port), '127.0.0.1').on('error', () => undefined);
  const closed = once(socket, 'close');
  socket.write(`GET /api/openapi.json HTTP/1.1\r\nHost: ${host}\r\n\r\n`.repeat(400));
  socket.resume();
  await closed;
  expect(socket.bytesRead).toBeLessThan(2_000_000);
  expect((await send(server, '/healthz')).status).toBe(200);
});

it('several requests at once over a connection are answered in their order', async () => {
  const server = await startConsole();
  const { port, host } = new URL(server.url);
  const socket = connect(Number(port), '127.0.0.1');
  const paths = ['/healthz', '/nothing', '/healthz'];
  const close = (index: number) => (index === paths.length - 1 ? 'Connection: close\r\n' : '');
  socket.write(
    paths.map((path, index) => `GET ${path} HTTP/1.1\r\nHost: ${host}\r\n${close(index)}\r\n`).join(''),
  );
  let text = '';
  socket.setEncoding('utf8').on('data', (part: string) => (text += part));
  await once(socket, 'end');
  expect([...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status)).toEqual(['200', '404', '200']);
});

it('a stranger sends as much as a login takes, declared or not', async () => {
  const server = await startConsole();
  const body = JSON.stringify({ email: 'a@b.c', password: 'x'.repeat(100_000) });
  expect(await refusal(await send(server, SESSION, { method: 'POST', body }))).toMatchObject({
    status: 413,
    code: 'too-large',
  });
  const answer = await new Promise<unknown>((resolve, reject) => {
    const headers = { 'content-type': 'application/json' };
    const chunked = request(new URL(SESSION, server.url), { method: 'POST', headers }, (response) => {
      json(response).then(resolve, reject);
    });
    chunked.on('error', reject);
    for (let part = 0; part < 4; part++) chunked.write('x'.repeat(10_000));
    chunked.end();
  });
  expect(problem.parse(answer)).toMatchObject({ status: 413, code: 'too-large' });
  const longest = { email: `${'ä'.repeat(300)}@example.org`, password: 'ä'.repeat(1024) };
  expect((await send(server, SESSION, { method: 'POST', body: longest })).status).toBe(401);
});
