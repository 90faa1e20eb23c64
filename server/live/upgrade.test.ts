import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import {
  SERIAL_PATH,
  SERIAL_PROTOCOL,
  ticketProtocol,
  VNC_PATH,
  VNC_PROTOCOL,
} from '../../lib/contract/live.ts';
import { send } from '../testing/request.ts';
import { closing, getTicket, openLive, openSerial, openSocket, openVnc } from '../testing/sockets.ts';
import { ADMIN } from '../testing/accounts.ts';
import { startConsole, type TestConsole } from '../testing/test-server.ts';

const LIVE = '/live/?EIO=4&transport=websocket';

async function prepared(now?: () => number) {
  const server = await startConsole(now ? { options: { now } } : {});
  await server.addRunning('one');
  return server;
}

async function cookie(server: TestConsole): Promise<{ cookie: string; origin: string }> {
  const response = await send(server, '/api/v1/session', { method: 'POST', body: ADMIN });
  const [pair = ''] = (response.headers.get('set-cookie') ?? '').split(';');
  return { cookie: pair, origin: server.url };
}

const offered = (ticket: string) => [SERIAL_PROTOCOL, ticketProtocol(ticket)];

describe.each([LIVE, SERIAL_PATH, VNC_PATH, '/_next/hmr', '/nothing'])('an upgrade of %s', (path) => {
  it('is refused without a session', async () => {
    const server = await prepared();
    expect(await openSocket(server, { path, headers: { origin: server.url } })).toEqual({ status: 401 });
    const authorization = 'Bearer ven_wrong';
    expect(await openSocket(server, { path, headers: { authorization } })).toEqual({ status: 401 });
  });

  it.each(['https://evil.example', 'null', 'http://127.0.0.1:1', ''])(
    'is refused from "%s"',
    async (origin) => {
      const server = await prepared();
      const headers = { ...(await cookie(server)), origin };
      expect(await openSocket(server, { path, headers })).toEqual({ status: 403 });
      const token = { ...(await server.as('admin')), origin: origin || 'x' };
      expect(await openSocket(server, { path, headers: token })).toEqual({ status: 403 });
    },
  );
});

describe('a console ticket', () => {
  it('is good once', async () => {
    const server = await prepared();
    const headers = await server.as('operator');
    const protocols = offered(await getTicket(server, headers));
    expect(await openSocket(server, { path: SERIAL_PATH, protocols, headers })).toHaveProperty('socket');
    expect(await openSocket(server, { path: SERIAL_PATH, protocols, headers })).toEqual({ status: 403 });
    expect((await server.accounts.events()).at(-1)).toMatchObject({
      action: 'console open',
      outcome: 'refused',
    });
  });

  it('is noted when a console opens with it, and not when there is nothing to open', async () => {
    const server = await prepared();
    await server.addNode('off');
    const headers = await server.as('operator');
    const opened = async () =>
      (await server.accounts.events()).map(({ target, outcome }) => [target, outcome]);
    expect((await closing(await openVnc(server, headers, { node: 'off' }))).code).toBe(4409);
    await getTicket(server, headers);
    expect(await opened()).toEqual([]);
    await openSerial(server, headers, { mode: 'read' });
    await openVnc(server, headers);
    await expect.poll(opened).toEqual([
      ['one serial read', 'done'],
      ['one vnc write', 'done'],
    ]);
  });

  it('is recorded to the end of the console: whether there was input, how long and how much', async () => {
    const server = await prepared();
    const viewer = await openSerial(server, await server.as('operator'), { mode: 'write' });
    viewer.say({ type: 'subscribe', from: 0 });
    for (const data of ['ls', '\r']) viewer.say({ type: 'input', data });
    viewer.socket.close();
    await expect
      .poll(() => server.accounts.events())
      .toMatchObject([
        { action: 'console open', address: '127.0.0.1', target: 'one serial write' },
        { action: 'console drive', target: 'one ttyS0', detail: 'typed first' },
        { action: 'console type', address: '127.0.0.1' },
        { action: 'console close' },
      ]);
    expect((await server.accounts.events())[3]?.detail).toMatch(/^open for \d+ s, typed 2 times, 3 bytes/);
  });

  it('is good for 30 seconds', async () => {
    let time = Date.now();
    const server = await prepared(() => time);
    const headers = await server.as('operator');
    const early = offered(await getTicket(server, headers));
    time += 29_000;
    expect(await openSocket(server, { path: SERIAL_PATH, protocols: early, headers })).toHaveProperty(
      'socket',
    );
    const late = offered(await getTicket(server, headers));
    time += 30_000;
    expect(await openSocket(server, { path: SERIAL_PATH, protocols: late, headers })).toEqual({
      status: 403,
    });
  });

  it('is valid for its owner only, and consumed by any attempt', async () => {
    const server = await prepared();
    const headers = await server.as('operator');
    const protocols = offered(await getTicket(server, headers));
    const other = await server.as('admin');
    expect(await openSocket(server, { path: SERIAL_PATH, protocols, headers: other })).toEqual({
      status: 403,
    });
    expect(await openSocket(server, { path: SERIAL_PATH, protocols, headers })).toEqual({ status: 403 });
  });

  it('is valid for the session that requested it, not for others of the same user', async () => {
    const server = await prepared();
    const [one, other] = [await cookie(server), await cookie(server)];
    const protocols = offered(await getTicket(server, one));
    expect(await openSocket(server, { path: SERIAL_PATH, protocols, headers: other })).toEqual({
      status: 403,
    });
    const second = offered(await getTicket(server, one));
    await send(server, '/api/v1/session', { method: 'DELETE', headers: one });
    expect(await openSocket(server, { path: SERIAL_PATH, protocols: second, headers: other })).toEqual({
      status: 403,
    });
  });

  it.each([
    ['serial', SERIAL_PATH],
    ['vnc', VNC_PATH],
  ] as const)('does not replace the sub-protocol of a %s socket', async (kind, path) => {
    const server = await prepared();
    const headers = await server.as('operator');
    for (const more of [[], ['other']]) {
      const protocols = [...more, ticketProtocol(await getTicket(server, headers, { kind }))];
      expect(await openSocket(server, { path, protocols, headers })).toEqual({ status: 400 });
    }
  });

  it('is good for its kind only', async () => {
    const server = await prepared();
    const headers = await server.as('operator');
    const ticket = await getTicket(server, headers, { kind: 'serial' });
    const protocols = [VNC_PROTOCOL, ticketProtocol(ticket)];
    expect(await openSocket(server, { path: VNC_PATH, protocols, headers })).toEqual({ status: 403 });
  });

  it('opens the node that it was issued for, whatever the URL names', async () => {
    const server = await prepared();
    server.port(await server.addRunning('two')).print('this is two');
    const viewer = await openSerial(server, await server.as('viewer'), { node: 'two', mode: 'read' });
    viewer.say({ type: 'subscribe', from: 'start' });
    await expect.poll(() => viewer.text).toBe('this is two');
  });

  it.each([[[]], [[SERIAL_PROTOCOL]], [[SERIAL_PROTOCOL, 'ticket.']], [[SERIAL_PROTOCOL, 'ticket.guessed']]])(
    'cannot be left out: %j',
    async (protocols) => {
      const server = await prepared();
      const headers = await server.as('operator');
      expect(await openSocket(server, { path: SERIAL_PATH, protocols, headers })).toEqual({ status: 403 });
    },
  );

  it('is invalid for a user who lost the permission meanwhile', async () => {
    const server = await prepared();
    const headers = await server.as('operator');
    const protocols = offered(await getTicket(server, headers, { mode: 'write' }));
    for (const { id } of await server.accounts.users())
      await server.database.users.update(id, { role: 'viewer' });
    expect(await openSocket(server, { path: SERIAL_PATH, protocols, headers })).toEqual({ status: 403 });
  });

  it('is not given without end', async () => {
    const server = await prepared();
    const headers = await server.as('operator');
    for (let count = 0; count < 64; count++) await getTicket(server, headers);
    const body = { node: 'one', kind: 'serial' };
    const response = await send(server, '/api/v1/tickets', { method: 'POST', body, headers });
    expect(response.status).toBe(429);
  });
});

describe('open sockets', () => {
  it('work with a cookie from our own pages', async () => {
    const server = await prepared();
    const headers = await cookie(server);
    const { hello } = await openLive(server, headers);
    expect(hello).toMatchObject({ version: 'test' });
    await openSerial(server, headers);
    await openVnc(server, headers);
    expect(server.sockets()).toEqual({ live: 1, serial: 1, vnc: 1 });
  });

  it('end with the session they were opened with', async () => {
    const server = await prepared();
    const headers = await cookie(server);
    const other = await openSerial(server, await server.as('operator'));
    const { socket } = await openLive(server, headers);
    const live = new Promise((resolve) => void socket.once('disconnect', resolve));
    const serial = closing((await openSerial(server, headers)).socket);
    const vnc = closing(await openVnc(server, headers));
    await send(server, '/api/v1/session', { method: 'DELETE', headers });
    expect(await live).toBe('io server disconnect');
    expect(await serial).toEqual({ code: 4401, reason: 'The session has ended.' });
    expect(await vnc).toEqual({ code: 4401, reason: 'The session has ended.' });
    expect(other.socket.readyState).toBe(other.socket.OPEN);
    await expect.poll(() => server.sockets()).toEqual({ live: 0, serial: 1, vnc: 0 });
  });

  it('end when a token is revoked', async () => {
    const server = await prepared();
    const { id, token } = await server.accounts.addToken('operator');
    const { socket } = await openSerial(server, { authorization: `Bearer ${token}` });
    const closed = closing(socket);
    await send(server, `/api/v1/tokens/${id}`, { method: 'DELETE', headers: await server.as('admin') });
    expect((await closed).code).toBe(4401);
  });

  it('end when the session expires', async () => {
    // The session lasts until the console has opened, however long that takes.
    let time = Date.now();
    const server = await prepared(() => time);
    const headers = await cookie(server);
    const [row] = await server.accounts.sessions();
    if (!row) throw new Error('no session');
    const [now, expiresAt] = [time, time + 500].map((at) => new Date(at).toISOString());
    await server.database.sessions.touch(row.id, now ?? '', expiresAt ?? '');
    const closed = closing((await openSerial(server, headers)).socket);
    time += 500;
    expect((await closed).code).toBe(4401);
  });

  it('are limited for each user', async () => {
    const server = await prepared();
    const headers = await server.as('operator');
    for (let count = 0; count < 64; count++) await openVnc(server, headers);
    const protocols = [VNC_PROTOCOL, ticketProtocol(await getTicket(server, headers, { kind: 'vnc' }))];
    expect(await openSocket(server, { path: VNC_PATH, protocols, headers })).toEqual({ status: 429 });
    await openVnc(server, await server.as('operator'));
  });

  it('leave nothing behind when the server closes', async () => {
    const server = await startConsole();
    const idle = server.core.listeners;
    await server.addRunning('one');
    const headers = await server.as('operator');
    const { socket } = await openLive(server, headers);
    const gone = new Promise((resolve) => void socket.once('disconnect', resolve));
    const viewer = await openSerial(server, headers);
    viewer.say({ type: 'subscribe', from: 'start' });
    await expect.poll(() => viewer.told).toHaveLength(1);
    const closed = [closing(viewer.socket), closing(await openVnc(server, headers))];
    expect(server.core.listeners).toBeGreaterThan(idle);
    const screens = server.host.screens;
    expect(screens).toHaveLength(1);
    await server.close();
    expect((await Promise.all(closed)).map(({ code }) => code)).toEqual([1001, 1001]);
    await gone;
    expect(server.sockets()).toEqual({ live: 0, serial: 0, vnc: 0 });
    expect(server.core.listeners).toBe(0);
    expect(screens.map((screen) => screen.destroyed)).toEqual([true]);
  });
});

it('answers a refused upgrade with a problem, also to clients without WebSocket', async () => {
  const server = await prepared();
  const { port } = new URL(server.url);
  const raw = connect(Number(port), '127.0.0.1');
  raw.write(
    `GET /nothing HTTP/1.1\r\nHost: x\r\nConnection: upgrade\r\nUpgrade: nonsense\r\n\r\n\0\xff garbage`,
  );
  const answer = await text(raw);
  expect(answer).toMatch(/^HTTP\/1.1 403 Forbidden\r\n/);
  expect(answer).toContain('application/problem+json');
  expect((await send(server, '/healthz')).status).toBe(200);
});
