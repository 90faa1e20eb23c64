import { describe, expect, it } from 'vitest';
import { session, newToken } from '../../lib/contract/session.ts';
import { tokenList } from '../../lib/contract/lists.ts';
import { parsed, refusal, send } from '../testing/request.ts';
import { ADMIN } from '../testing/accounts.ts';
import { startConsole, startWithHolds, type TestConsole } from '../testing/test-server.ts';

const SESSION = '/api/v1/session';
const HOUR = 3_600_000;

const login = (server: TestConsole, body: unknown = ADMIN, headers: Record<string, string> = {}) =>
  send(server, SESSION, { method: 'POST', body, headers });

/** The cookie as a browser would send it back. */
async function cookieOf(response: Promise<Response>): Promise<string> {
  const [pair = ''] = ((await response).headers.get('set-cookie') ?? '').split(';');
  return pair;
}

describe('login', () => {
  it('opens a session with a cookie that scripts cannot read and other sites cannot use', async () => {
    const server = await startConsole();
    const response = await login(server);
    const { user } = await parsed(session, response);
    expect(user).toMatchObject({ email: ADMIN.email, role: 'admin' });
    const flags = (response.headers.getSetCookie()[0] ?? '').split('; ').slice(1);
    expect(flags).toEqual([
      'Path=/',
      'HttpOnly',
      'SameSite=Strict',
      expect.stringMatching(/^Max-Age=8\d{4}$/),
    ]);
    const cookie = await cookieOf(Promise.resolve(response));
    const again = await parsed(session, await send(server, SESSION, { headers: { cookie } }));
    expect(again.user).toEqual(user);
  });

  it('marks the cookie Secure when people come by https', async () => {
    const server = await startConsole({ options: { baseUrl: 'https://console.example' } });
    const response = await send({ url: server.listening }, SESSION, { method: 'POST', body: ADMIN });
    expect(response.headers.get('set-cookie')).toContain('; Secure');
  });

  it('keeps neither password nor session secret', async () => {
    const server = await startConsole();
    const cookie = await cookieOf(login(server));
    const kept = JSON.stringify([await server.accounts.users(), await server.accounts.sessions()]);
    expect(kept).not.toContain(ADMIN.password);
    expect(kept).not.toContain(cookie.split('=')[1]);
    expect(kept).toMatch(/scrypt\$N=\d+,r=8,p=1\$/);
  });

  it('answers a wrong password and an unknown account alike, and writes both down', async () => {
    const server = await startConsole();
    const wrong = await refusal(await login(server, { ...ADMIN, password: 'wrong' }));
    const unknown = await refusal(await login(server, { email: 'nobody@localhost', password: 'wrong' }));
    expect(wrong).toEqual(unknown);
    expect(wrong.status).toBe(401);
    expect(
      (await server.accounts.events()).map(({ by, action, outcome }) => ({ by, action, outcome })),
    ).toEqual([
      { by: ADMIN.email, action: 'login', outcome: 'refused' },
      { by: 'nobody@localhost', action: 'login', outcome: 'refused' },
    ]);
  });

  it('goes beside one at another console of the same machine', async () => {
    const one = await startConsole();
    const other = await startConsole({ options: { installation: 'd4e5f6' } });
    const cookies = [await cookieOf(login(one)), await cookieOf(login(other))];
    expect(new Set(cookies.map((cookie) => cookie.split('=')[0])).size).toBe(2);
    // As a browser sends them: it does not look at the port.
    const headers = { cookie: cookies.join('; ') };
    for (const server of [one, other]) expect((await send(server, SESSION, { headers })).status).toBe(200);
  });

  it('ends the session it replaces', async () => {
    const server = await startConsole();
    const first = await cookieOf(login(server));
    await login(server, ADMIN, { cookie: first, origin: server.url });
    expect((await send(server, SESSION, { headers: { cookie: first } })).status).toBe(401);
  });
});

describe('a session', () => {
  it('lives on while it is used and ends when it is not', async () => {
    let time = Date.now();
    const server = await startConsole({ options: { now: () => time } });
    const cookie = await cookieOf(login(server));
    for (let step = 0; step < 3; step++) {
      time += 20 * HOUR;
      const response = await send(server, SESSION, { headers: { cookie } });
      expect(response.status).toBe(200);
      expect(response.headers.get('set-cookie')).toContain(cookie);
    }
    time += 25 * HOUR;
    expect((await send(server, SESSION, { headers: { cookie } })).status).toBe(401);
  });

  it('ends after a month however much it is used', async () => {
    let time = Date.now();
    const server = await startConsole({ options: { now: () => time } });
    const cookie = await cookieOf(login(server));
    const statuses: number[] = [];
    for (let step = 0; step < 40; step++) {
      time += 20 * HOUR;
      statuses.push((await send(server, SESSION, { headers: { cookie } })).status);
    }
    expect(statuses.indexOf(401)).toBeGreaterThan(30);
  });

  it('ends at once by logging out', async () => {
    const server = await startConsole();
    const cookie = await cookieOf(login(server));
    const headers = { cookie, origin: server.url };
    const response = await send(server, SESSION, { method: 'DELETE', headers });
    expect(response.status).toBe(204);
    expect(response.headers.get('set-cookie')).toContain('Max-Age=0');
    expect((await send(server, SESSION, { headers: { cookie } })).status).toBe(401);
  });

  it.each([
    ['a foreign origin', { origin: 'https://evil.example' }],
    ['no origin', {}],
    ['an opaque origin', { origin: 'null' }],
    ['another port of this machine', { origin: 'http://127.0.0.1:1' }],
    ['a foreign page, as browsers tell', { 'sec-fetch-site': 'cross-site' }],
    ['a page of a sister site', { 'sec-fetch-site': 'same-site' }],
  ])('changes nothing for %s', async (_what, headers: Record<string, string>) => {
    const server = await startConsole();
    const cookie = await cookieOf(login(server));
    const body = { count: 1 };
    const response = await send(server, '/api/v1/nodes', {
      method: 'POST',
      body,
      headers: { cookie, ...headers },
    });
    expect(await refusal(response)).toMatchObject({ status: 403, code: 'forbidden' });
    expect(await server.core.nodes.list()).toEqual([]);
  });

  it.each([{ 'sec-fetch-site': 'same-origin' }, 'origin'])(
    'changes things for our own pages: %s',
    async (given) => {
      const server = await startConsole();
      const cookie = await cookieOf(login(server));
      const headers = { cookie, ...(typeof given === 'string' ? { origin: server.url } : given) };
      const response = await send(server, '/api/v1/nodes', { method: 'POST', body: {}, headers });
      expect(response.status).toBe(202);
    },
  );
});

describe('a changed password', () => {
  const change = (server: TestConsole, headers: Record<string, string>, body: unknown) =>
    send(server, '/api/v1/password', { method: 'POST', body, headers });

  it('is valid from then on, ends the other sessions of the user, and is written down', async () => {
    const server = await startConsole();
    const elsewhere = await cookieOf(login(server));
    const cookie = await cookieOf(login(server));
    const body = { current: ADMIN.password, next: 'an even longer password' };
    expect((await change(server, { cookie, origin: server.url }, body)).status).toBe(204);
    expect((await send(server, SESSION, { headers: { cookie } })).status).toBe(200);
    expect((await send(server, SESSION, { headers: { cookie: elsewhere } })).status).toBe(401);
    expect((await login(server)).status).toBe(401);
    expect((await login(server, { ...ADMIN, password: body.next })).status).toBe(200);
    expect(await server.accounts.events()).toContainEqual(
      expect.objectContaining({ by: ADMIN.email, action: 'password change', outcome: 'done' }),
    );
  });

  it.each([
    ['the current one is wrong', { current: 'wrong', next: 'an even longer password' }, 403],
    ['the new one is short', { current: ADMIN.password, next: 'short' }, 422],
    ['the current one is missing', { next: 'an even longer password' }, 422],
  ])('is refused when %s', async (_what, body, status) => {
    const server = await startConsole();
    const cookie = await cookieOf(login(server));
    expect((await change(server, { cookie, origin: server.url }, body)).status).toBe(status);
    expect((await login(server)).status).toBe(200);
  });

  it('is nothing for an API token, nor for guessing the current one', async () => {
    const { server, holds } = await startWithHolds();
    const body = { current: ADMIN.password, next: 'an even longer password' };
    expect((await change(server, await server.as('admin'), body)).status).toBe(403);
    const cookie = await cookieOf(login(server));
    const guess = { ...body, current: 'wrong' };
    for (let count = 0; count < 7; count++) await change(server, { cookie, origin: server.url }, guess);
    expect(holds).toEqual([500, 1000]);
  });
});

describe('API tokens', () => {
  it('are shown once, kept by their hash, used, listed and revoked', async () => {
    const server = await startConsole();
    const headers = { cookie: await cookieOf(login(server)), origin: server.url };
    const body = { name: 'ci', role: 'operator' };
    const made = await parsed(
      newToken,
      await send(server, '/api/v1/tokens', { method: 'POST', body, headers }),
    );
    expect(made.token).toMatch(/^ven_[\w-]{43}$/);
    expect(JSON.stringify(await server.accounts.sessions())).not.toContain(made.token);
    const bearer = { authorization: `Bearer ${made.token}` };
    const who = await parsed(session, await send(server, SESSION, { headers: bearer }));
    expect(who.user).toMatchObject({ email: ADMIN.email, role: 'operator' });
    const { tokens } = await parsed(tokenList, await send(server, '/api/v1/tokens', { headers }));
    expect(tokens).toEqual([expect.objectContaining({ id: made.id, name: 'ci' })]);
    expect((await send(server, `/api/v1/tokens/${made.id}`, { method: 'DELETE', headers })).status).toBe(204);
    expect((await send(server, SESSION, { headers: bearer })).status).toBe(401);
  });

  it('cannot exceed the owner’s role, and do not show other users’ tokens', async () => {
    const server = await startConsole();
    const operator = await server.as('operator');
    const body = { name: 'more', role: 'admin' };
    const response = await send(server, '/api/v1/tokens', { method: 'POST', body, headers: operator });
    expect(await refusal(response)).toMatchObject({ code: 'forbidden', errors: [{ field: 'role' }] });
    const { tokens } = await parsed(tokenList, await send(server, '/api/v1/tokens', { headers: operator }));
    expect(tokens).toHaveLength(1);
    const [foreign] = await server.accounts.sessions();
    const viewer = await server.as('viewer');
    const revoked = await send(server, `/api/v1/tokens/${foreign?.id ?? ''}`, {
      method: 'DELETE',
      headers: viewer,
    });
    expect(revoked.status).toBe(404);
  });

  it('make none that outlives them, and cannot see or revoke a stronger one', async () => {
    const server = await startConsole();
    const owner = { cookie: await cookieOf(login(server)), origin: server.url };
    const make = async (headers: Record<string, string>, body: object) =>
      parsed(newToken, await send(server, '/api/v1/tokens', { method: 'POST', body, headers }));
    const admin = await make(owner, { name: 'admin', role: 'admin' });
    const viewer = await make(owner, { name: 'leaked', role: 'viewer', days: 1 });
    const bearer = { authorization: `Bearer ${viewer.token}` };
    const child = await make(bearer, { name: 'child', role: 'viewer', days: 3650 });
    expect(child.expiresAt).toBe(viewer.expiresAt);
    const { tokens } = await parsed(tokenList, await send(server, '/api/v1/tokens', { headers: bearer }));
    expect(tokens.map(({ name }) => name).sort()).toEqual(['child', 'leaked']);
    const revoke = async (id: string) =>
      (await send(server, `/api/v1/tokens/${id}`, { method: 'DELETE', headers: bearer })).status;
    expect([await revoke(admin.id), await revoke(child.id), await revoke(viewer.id)]).toEqual([
      404, 204, 204,
    ]);
  });

  it('lose what their owner lost, and expire', async () => {
    let time = Date.now();
    const server = await startConsole({ options: { now: () => time } });
    const headers = await server.as('admin');
    for (const { id } of await server.accounts.users())
      await server.database.users.update(id, { role: 'viewer' });
    expect((await parsed(session, await send(server, SESSION, { headers }))).user.role).toBe('viewer');
    time += 25 * HOUR;
    expect((await send(server, SESSION, { headers })).status).toBe(401);
  });

  it.each(['Bearer', 'Bearer ven_wrong', 'Basic YTpi', 'Bearer a b', 'nonsense'])(
    'refuse "%s", even beside a good cookie',
    async (authorization) => {
      const server = await startConsole();
      const cookie = await cookieOf(login(server));
      expect((await send(server, SESSION, { headers: { authorization, cookie } })).status).toBe(401);
    },
  );
});
