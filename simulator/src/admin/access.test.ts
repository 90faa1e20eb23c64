import { Hono } from 'hono';
import { expect, test } from 'vitest';
import { adminOnly } from './access.ts';
import { SignIns } from './sign-in.ts';

const app = new Hono();
const signIns = new SignIns();
app.use(adminOnly('the-token', signIns));
app.all('*', (context) => context.text('in'));

async function ask(headers: Record<string, string> = {}, method = 'GET'): Promise<number> {
  const request = new Request('http://127.0.0.1/', { method, headers: { host: '127.0.0.1', ...headers } });
  // What @hono/node-server hands over: a process of this machine, which gets no privilege from that.
  const env = { incoming: { socket: { remoteAddress: '127.0.0.1', localAddress: '127.0.0.1' } } };
  return (await app.fetch(request, env)).status;
}

const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

test('requests without the token are rejected, even from the machine itself', async () => {
  expect(await ask()).toBe(401);
  expect(await ask({ authorization: 'Bearer wrong' })).toBe(401);
  expect(await ask({ authorization: 'Bearer ' })).toBe(401);
  expect(await ask({ authorization: 'the-token' })).toBe(401);
  expect(await ask({ authorization: basic('anybody:wrong') })).toBe(401);
  expect(await ask({ authorization: basic('the-token') })).toBe(401);
});

test('the token, as a bearer token or as a password', async () => {
  expect(await ask({ authorization: 'Bearer the-token' })).toBe(200);
  expect(await ask({ authorization: basic('anybody:the-token') })).toBe(200);
});

test('the session that a code has become', async () => {
  const session = signIns.redeem(signIns.issueCode()) ?? '';
  expect(await ask({ cookie: `simulator_session=${session}` })).toBe(200);
  expect(await ask({ cookie: 'simulator_session=made-up' })).toBe(401);
});

test('a page of another origin may not post with the token that a browser remembers', async () => {
  const authorization = basic('admin:the-token');
  expect(await ask({ authorization, 'sec-fetch-site': 'cross-site' }, 'POST')).toBe(403);
  expect(await ask({ authorization, origin: 'http://evil.test' }, 'POST')).toBe(403);
  const own = { origin: 'http://127.0.0.1', 'sec-fetch-site': 'same-origin' };
  expect(await ask({ authorization, ...own }, 'POST')).toBe(200);
});
