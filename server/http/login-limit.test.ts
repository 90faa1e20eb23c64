import { describe, expect, it } from 'vitest';
import { send } from '../testing/request.ts';
import { ADMIN } from '../testing/accounts.ts';
import { startConsole, startWithHolds, type TestConsole } from '../testing/test-server.ts';

const SESSION = '/api/v1/session';

const login = (server: TestConsole, body: unknown = ADMIN, headers: Record<string, string> = {}) =>
  send(server, SESSION, { method: 'POST', body, headers });

/** The cookies of a response as a browser would send them back. */
const cookiesOf = (response: Response): string[] =>
  response.headers.getSetCookie().map((cookie) => cookie.split(';')[0] ?? '');

describe('login', () => {
  it('is slowed down after failures, accepts the right password in turn, and delays no other account', async () => {
    const { server, holds } = await startWithHolds();
    for (let attempt = 0; attempt < 8; attempt++) {
      expect((await login(server, { ...ADMIN, password: 'wrong' })).status).toBe(401);
    }
    expect(holds).toEqual([500, 1000, 2000]);
    expect((await login(server)).status).toBe(200);
    expect(holds).toEqual([500, 1000, 2000, 4000]);
    expect((await login(server)).status).toBe(200);
    await server.accounts.addUser('other@localhost', 'another password', 'viewer');
    const other = { email: 'other@localhost', password: 'another password' };
    expect((await login(server, other)).status).toBe(200);
    expect(holds).toHaveLength(4);
  });

  it('is slowed down however the account is written', async () => {
    const { server, holds } = await startWithHolds();
    const names = [
      'admin@localhost',
      ' admin@localhost',
      'ADMIN@localhost ',
      'Admin@Localhost',
      '\tadmin@LOCALHOST',
    ];
    for (const email of names) expect((await login(server, { email, password: 'wrong' })).status).toBe(401);
    await login(server, { ...ADMIN, email: '  ADMIN@LOCALHOST  ' });
    expect(holds).toEqual([500]);
    expect(new Set((await server.accounts.events()).map(({ by }) => by))).toEqual(new Set([ADMIN.email]));
  });

  it('is slowed down for each client of a proxy on this machine, not for all of them', async () => {
    const { server, holds } = await startWithHolds({ baseUrl: 'https://ven.example' });
    const from = (forwarded: string, password: string) =>
      send({ url: server.listening }, SESSION, {
        method: 'POST',
        body: { ...ADMIN, password },
        headers: { 'x-forwarded-for': forwarded },
      });
    // The client's own value precedes the one that the proxy added.
    for (let index = 0; index < 5; index++) await from(`192.0.2.${index}, 203.0.113.9`, 'wrong');
    expect((await from('203.0.113.10', ADMIN.password)).status).toBe(200);
    expect(holds).toEqual([]);
    expect((await from('192.0.2.9, 203.0.113.9', ADMIN.password)).status).toBe(200);
    expect(holds).toEqual([500]);
    expect((await server.accounts.events()).map(({ address }) => address)).toEqual([
      ...Array.from({ length: 5 }, () => '203.0.113.9'),
      '203.0.113.10',
      '203.0.113.9',
    ]);
  });

  it('believes no header without a proxy', async () => {
    const { server, holds } = await startWithHolds();
    const from = (forwarded: string) =>
      login(server, { ...ADMIN, password: 'wrong' }, { 'x-forwarded-for': forwarded });
    for (let index = 0; index < 5; index++) expect((await from(`192.0.2.${index}`)).status).toBe(401);
    await from('192.0.2.99');
    expect(holds).toEqual([500]);
  });

  it('counts attempts made at the same moment, and refuses those that would wait too long', async () => {
    const time = Date.now();
    const server = await startConsole({ options: { now: () => time, hold: () => Promise.resolve() } });
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => login(server, { ...ADMIN, password: 'wrong' })),
    );
    expect(answers.filter((answer) => answer.status === 401)).toHaveLength(9);
    const limited = answers.filter((answer) => answer.status === 429);
    expect(limited).toHaveLength(11);
    expect(Number(limited[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('from a browser that has logged in before is not delayed by guesses from its own address', async () => {
    const time = Date.now();
    const server = await startConsole({ options: { now: () => time, hold: () => Promise.resolve() } });
    const first = await login(server);
    const [, browser = ''] = cookiesOf(first);
    const guesses = () =>
      Promise.all(Array.from({ length: 20 }, () => login(server, { ...ADMIN, password: 'wrong' })));
    await guesses();
    expect((await login(server)).status).toBe(429);
    const again = await login(server, ADMIN, { cookie: browser });
    expect(again.status).toBe(200);
    // Logged in, the owner can change the password that is being guessed.
    const change = await send(server, '/api/v1/password', {
      method: 'POST',
      body: { current: ADMIN.password, next: 'a password nobody guesses' },
      headers: { cookie: cookiesOf(again).join('; '), origin: server.url },
    });
    expect(change.status).toBe(204);
  });

  it('is slowed down by a known browser’s own failures, and by a made-up cookie or that of another account', async () => {
    const { server, holds } = await startWithHolds();
    await server.accounts.addUser('other@localhost', 'another password', 'viewer');
    const other = await login(server, { email: 'other@localhost', password: 'another password' });
    const [, foreign = ''] = cookiesOf(other);
    const [name = ''] = foreign.split('=');
    const [, own = ''] = cookiesOf(await login(server));
    const wrong = { ...ADMIN, password: 'wrong' };
    for (let attempt = 0; attempt < 6; attempt++) await login(server, wrong, { cookie: own });
    expect(holds).toEqual([500]);
    for (const cookie of [foreign, `${name}=made-up`, `${name}=v1.AAAA`, `${name}=`, '', foreign]) {
      await login(server, wrong, cookie === '' ? {} : { cookie });
    }
    expect(holds).toEqual([500, 500]);
  });
});
