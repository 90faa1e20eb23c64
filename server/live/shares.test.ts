import { expect, it } from 'vitest';
import { type ShareInput, shareList } from '../../lib/contract/share.ts';
import { change, type Change } from '../../lib/contract/live.ts';
import { OPERATOR } from '../testing/core.ts';
import { parsed, send } from '../testing/request.ts';
import { guestOf, shareWith } from '../testing/share-guest.ts';
import { closing, openLive, openSerial, openSocket } from '../testing/sockets.ts';
import { startConsole } from '../testing/test-server.ts';

const of = (...nodes: string[]): ShareInput['what'] => ({ kind: 'nodes', nodes });

/** The changes that a guest is sent from now on. */
async function changesOf(guest: Awaited<ReturnType<typeof guestOf>>) {
  const { socket } = await openLive(guest, guest.headers);
  const heard: Change[] = [];
  socket.on('change', (data: unknown) => heard.push(change.parse(data)));
  const lost = new Promise<void>((resolve) => void socket.once('disconnect', () => resolve()));
  return { heard, lost };
}

const namesIn = (heard: readonly Change[]) =>
  new Set(heard.map(({ kind, object }) => (kind === 'node' ? object.name : kind)));

it('guests of two links are sent the changes of their own nodes, without who made them', async () => {
  const server = await startConsole();
  const [one, two, other] = [
    await server.addNode('one'),
    await server.addNode('two'),
    await server.addNode('other'),
  ];
  const maker = await server.as('operator');
  const first = await changesOf(await guestOf(server, await shareWith(server, maker, { what: of('one') })));
  const second = await changesOf(await guestOf(server, await shareWith(server, maker, { what: of('two') })));
  for (const node of [other, two, one]) await server.act(node, 'start');
  await expect.poll(() => namesIn(first.heard)).toEqual(new Set(['one']));
  expect(namesIn(second.heard)).toEqual(new Set(['two']));
  expect(JSON.stringify([first.heard, second.heard])).not.toContain(OPERATOR.name);
});

it('guests read the console of their node, of no other, and write to none', async () => {
  const server = await startConsole();
  const [one, two] = [await server.addRunning('one'), await server.addRunning('two')];
  await server.print(one, 'an earlier boot\r\n');
  await server.act(one, 'stop');
  await server.act(one, 'start');
  await server.print(one, 'hello guests\r\n');
  const guest = await guestOf(
    server,
    await shareWith(server, await server.as('operator'), { what: of('one') }),
  );
  const ticket = (body: object) =>
    send(guest, '/api/v1/tickets', {
      method: 'POST',
      headers: guest.headers,
      body: { kind: 'serial', ...body },
    });
  for (const refused of [{ node: one.id }, { node: one.id, mode: 'write' }, { node: two.id, mode: 'read' }])
    expect((await ticket(refused)).status).toBe(404);
  const viewer = await openSerial(guest, guest.headers, { node: one.id, mode: 'read' });
  viewer.say({ type: 'subscribe', from: 'start' });
  await expect.poll(() => viewer.text).toContain('hello guests');
  expect(viewer.text).not.toContain('earlier');
  // Messages that no page of ours sends.
  viewer.say({ type: 'input', data: 'reboot\r' });
  viewer.say({ type: 'subscribe', boot: 1, from: 'start' });
  await expect.poll(() => viewer.told.filter(({ type }) => type === 'error').length).toBe(2);
  expect(viewer.text).not.toContain('earlier');
  expect(server.port(one).typed).toBe('');
  // A ticket of a user is not a guest's.
  expect(await openSocket(guest, { path: '/ws/serial', headers: guest.headers })).toEqual({ status: 403 });
});

it('a revoked link ends what its guests have open in the middle of the stream, and nobody else’s', async () => {
  const server = await startConsole();
  const one = await server.addRunning('one');
  const maker = await server.as('operator');
  const [link, staying] = [
    await shareWith(server, maker, { what: of('one') }),
    await shareWith(server, maker, { what: of('one') }),
  ];
  const [guest, twin, stays] = [
    await guestOf(server, link),
    await guestOf(server, link),
    await guestOf(server, staying),
  ];
  const [viewer, kept] = [
    await openSerial(guest, guest.headers, { node: one.id, mode: 'read' }),
    await openSerial(stays, stays.headers, { node: one.id, mode: 'read' }),
  ];
  for (const each of [viewer, kept]) each.say({ type: 'subscribe', from: 'start' });
  const { lost } = await changesOf(twin);
  const viewers = async () => {
    const { shares } = await parsed(shareList, await send(server, '/api/v1/shares', { headers: maker }));
    return shares.find(({ id }) => id === link.id)?.viewers;
  };
  expect(await viewers()).toBe(2);
  await server.print(one, Buffer.alloc(200_000, 'x'));
  await expect.poll(() => viewer.received).toBeGreaterThan(0);
  const closed = closing(viewer.socket);
  await send(server, `/api/v1/shares/${link.id}`, { method: 'DELETE', headers: maker });
  expect(await closed).toMatchObject({ code: 4401 });
  await lost;
  await expect.poll(viewers).toBe(0);
  await server.print(one, 'for those who stay\r\n');
  await expect.poll(() => kept.text).toContain('for those who stay');
  expect(viewer.text).not.toContain('for those who stay');
  expect(server.sockets()).toEqual({ live: 0, serial: 1, vnc: 0 });
});

it('what guests have open ends when the link expires', async () => {
  const server = await startConsole();
  const one = await server.addRunning('one');
  const expiresAt = new Date(Date.now() + 1500).toISOString();
  const link = await shareWith(server, await server.as('operator'), { what: of('one'), expiresAt });
  const guest = await guestOf(server, link);
  const viewer = await openSerial(guest, guest.headers, { node: one.id, mode: 'read' });
  const { lost } = await changesOf(guest);
  expect(await closing(viewer.socket)).toMatchObject({ code: 4401 });
  await lost;
  expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(expiresAt));
});
