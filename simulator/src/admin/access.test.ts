import { Hono } from 'hono';
import { expect, test } from 'vitest';
import { adminOnly } from './access.ts';

const app = new Hono();
app.use(adminOnly({ adminToken: 'the-token', cluster: 'edge.test' }));
app.all('*', (context) => context.text('in'));

/** A request from one address to another of ours; 192.168.1.1 is this machine. */
async function ask(
  remoteAddress: string,
  headers: Record<string, string> = {},
  method = 'GET',
): Promise<number> {
  const env = { incoming: { socket: { remoteAddress, localAddress: '192.168.1.1' } } };
  const request = new Request('http://192.168.1.1/', {
    method,
    headers: { host: '192.168.1.1', ...headers },
  });
  return (await app.fetch(request, env)).status;
}

test('this machine is let in, by loopback and by its own address', async () => {
  expect(await ask('127.0.0.1')).toBe(200);
  expect(await ask('::1')).toBe(200);
  expect(await ask('::ffff:192.168.1.1')).toBe(200);
});

test('another machine needs the token', async () => {
  const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
  expect(await ask('192.168.1.20')).toBe(401);
  expect(await ask('')).toBe(401);
  expect(await ask('192.168.1.20', { authorization: 'Bearer wrong' })).toBe(401);
  expect(await ask('192.168.1.20', { authorization: basic('anybody:wrong') })).toBe(401);
  expect(await ask('192.168.1.20', { authorization: 'Bearer the-token' })).toBe(200);
  expect(await ask('192.168.1.20', { authorization: basic('anybody:the-token') })).toBe(200);
});

test('a name that is not ours is refused, though it leads here', async () => {
  for (const host of ['localhost:8080', 'edge.test', 'web-ui.edge.test:8443', '[::1]:8080', '10.0.0.1']) {
    expect([host, await ask('127.0.0.1', { host })]).toEqual([host, 200]);
  }
  for (const host of ['evil.test', 'edge.test.evil.test', 'notedge.test', '']) {
    expect([host, await ask('127.0.0.1', { host })]).toEqual([host, 403]);
  }
});

test('a page of another origin may not post, token or not', async () => {
  expect(await ask('127.0.0.1', { 'sec-fetch-site': 'cross-site' }, 'POST')).toBe(403);
  expect(await ask('127.0.0.1', { origin: 'http://evil.test' }, 'POST')).toBe(403);
  expect(
    await ask('127.0.0.1', { origin: 'http://evil.test', authorization: 'Bearer the-token' }, 'POST'),
  ).toBe(403);
  expect(
    await ask('127.0.0.1', { origin: 'http://192.168.1.1', 'sec-fetch-site': 'same-origin' }, 'POST'),
  ).toBe(200);
});
