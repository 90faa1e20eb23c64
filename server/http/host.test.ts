import { once } from 'node:events';
import { type IncomingMessage, request, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { problem } from '../../lib/contract/error.ts';
import { LIVE_PATH } from '../../lib/contract/live.ts';
import { startConsole } from '../testing/test-server.ts';

const pages = {
  handle: (_request: IncomingMessage, response: ServerResponse) => void response.end('a page'),
  upgrade: undefined,
  close: () => Promise.resolve(),
};

async function ask(url: string, path: string, headers: Readonly<Record<string, string>>) {
  const asked = request(new URL(path, url), { headers }).end();
  const [answer] = await once(asked, 'response').then(([response]: IncomingMessage[]) => [response]);
  if (!answer) throw new Error('no answer');
  return { status: answer.statusCode, body: await text(answer) };
}

it.each(['/', '/login', '/api/v1/session', '/metrics', '/api/openapi.json'])(
  'a page that had its own name resolved to this machine gets nothing from %s',
  async (path) => {
    const { listening } = await startConsole({ options: { pages } });
    const { status, body } = await ask(listening, path, { host: 'evil.example:3000' });
    expect(status).toBe(403);
    expect(problem.parse(JSON.parse(body))).toMatchObject({ code: 'forbidden' });
    expect(body).toContain('VEN_BASE_URL');
  },
);

it('nor a socket', async () => {
  const { listening } = await startConsole();
  const { status } = await ask(listening, LIVE_PATH, {
    host: 'evil.example',
    origin: 'http://evil.example',
    connection: 'upgrade',
    upgrade: 'websocket',
  });
  expect(status).toBe(403);
});

it('probes may use any name, other requests those of this machine and of the base URL', async () => {
  const { listening } = await startConsole({ options: { pages, baseUrl: 'https://ven.example' } });
  const status = async (path: string, host: string) => (await ask(listening, path, { host })).status;
  expect(await status('/healthz', '10.1.2.3:3000')).toBe(200);
  expect(await status('/', 'localhost:8080')).toBe(200);
  expect(await status('/', '[::1]:3000')).toBe(200);
  expect(await status('/', 'ven.example')).toBe(200);
});
