import { expect, it, vi } from 'vitest';
import { LIVE_PATH, SERIAL_PATH, SERIAL_PROTOCOL, ticketProtocol } from '../../lib/contract/live.ts';
import { send } from '../testing/request.ts';
import { getTicket, openLive, openSocket } from '../testing/sockets.ts';
import { ADMIN } from '../testing/accounts.ts';
import { startConsole, type TestConsole } from '../testing/test-server.ts';

const LIVE = `${LIVE_PATH}/?EIO=4&transport=websocket`;
/** As engine.io and socket.io write them. */
const CONNECT = '40';
const DISCONNECT = '41';
const HELLO = '42["hello"';

async function login(server: TestConsole): Promise<Record<string, string>> {
  const response = await send(server, '/api/v1/session', { method: 'POST', body: ADMIN });
  const [cookie = ''] = (response.headers.get('set-cookie') ?? '').split(';');
  return { cookie, origin: server.url };
}

/** A hand-made connection to the live feed, so that the test decides when CONNECT is sent. */
async function openRaw(server: TestConsole, headers: Record<string, string>) {
  const opened = await openSocket(server, { path: LIVE, headers });
  if (!('socket' in opened)) return null;
  const { socket } = opened;
  const heard: string[] = [];
  socket.on('message', (data: Buffer) => heard.push(data.toString()));
  const closed = new Promise((resolve) => void socket.once('close', resolve));
  return { socket, heard, closed };
}

async function mustOpenRaw(server: TestConsole, headers: Record<string, string>) {
  const raw = await openRaw(server, headers);
  if (!raw) throw new Error('refused');
  return raw;
}

it('a connection of changes that waits with its CONNECT ends with the session', async () => {
  const server = await startConsole();
  const headers = await login(server);
  const { socket, heard, closed } = await mustOpenRaw(server, headers);
  await send(server, '/api/v1/session', { method: 'DELETE', headers });
  socket.send(CONNECT);
  await server.addNode('one');
  await closed;
  expect(heard.filter((message) => message.startsWith('4'))).toEqual([]);
  await expect.poll(() => server.sockets().live).toBe(0);
});

it('one that has left the namespace ends with the session as well', async () => {
  const server = await startConsole();
  const headers = await login(server);
  const { socket, heard, closed } = await mustOpenRaw(server, headers);
  socket.send(CONNECT);
  await expect.poll(() => heard.some((message) => message.startsWith(HELLO))).toBe(true);
  socket.send(DISCONNECT);
  await send(server, '/api/v1/session', { method: 'DELETE', headers });
  socket.send(CONNECT);
  await closed;
  expect(heard.filter((message) => message.startsWith(HELLO))).toHaveLength(1);
});

it('nothing that opens while its token is revoked stays', async () => {
  const server = await startConsole();
  await server.addRunning('one');
  const admin = await server.as('admin');
  // Identity checks return the answer of a moment ago.
  const { users } = server.database;
  const byId = users.byId.bind(users);
  let late = 0;
  vi.spyOn(users, 'byId').mockImplementation(async (id) => {
    const user = await byId(id);
    for (let turn = 0; turn < late; turn++) await new Promise((resolve) => setImmediate(resolve));
    return user;
  });
  for (let round = 0; round < 40; round++) {
    const { id, token } = await server.accounts.addToken('operator');
    const headers = { authorization: `Bearer ${token}` };
    const protocols = [SERIAL_PROTOCOL, ticketProtocol(await getTicket(server, headers))];
    late = round;
    const revoke = () => send(server, `/api/v1/tokens/${id}`, { method: 'DELETE', headers: admin });
    const openings = [
      openRaw(server, headers).then((raw) => raw?.socket.send(CONNECT)),
      openSocket(server, { path: SERIAL_PATH, protocols, headers }),
    ];
    await Promise.all([...openings, revoke()]);
    late = 0;
  }
  await expect.poll(() => server.sockets()).toEqual({ live: 0, serial: 0, vnc: 0 });
});

it('a connection cannot be moved to another one', async () => {
  const server = await startConsole();
  const headers = await login(server);
  const { socket } = await openLive(server, headers);
  const path = `${LIVE}&sid=${socket.io.engine.id}`;
  expect(await openSocket(server, { path, headers })).toEqual({ status: 400 });
});
