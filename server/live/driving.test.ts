import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { SerialDown } from '../../lib/contract/live.ts';
import { presence, type DriveRequest } from '../../lib/contract/presence.ts';
import { session } from '../../lib/contract/session.ts';
import type { Role } from '../../lib/contract/session.ts';
import { OPERATOR } from '../testing/core.ts';
import { parsed, refusal, send } from '../testing/request.ts';
import { guestOf, shareWith } from '../testing/share-guest.ts';
import { openLive, openSerial, openVnc, type SerialClient } from '../testing/sockets.ts';
import { startConsole, type TestConsole } from '../testing/test-server.ts';

type Headers = Readonly<Record<string, string>>;
type Told<T extends SerialDown['type']> = Extract<SerialDown, { type: T }>;

/** Node `one`, and what people do at it. */
async function prepared() {
  const server = await startConsole();
  const node = await server.addRunning('one');
  return { server, node, typed: (port = 0) => server.port(node, port).typed };
}

async function person(server: TestConsole, role: Role) {
  const { id, email, token } = await server.accounts.addToken(role);
  const headers: Headers = { authorization: `Bearer ${token}` };
  const { seat } = await parsed(session, await send(server, '/api/v1/session', { headers }));
  const act = (request: Partial<DriveRequest> & Pick<DriveRequest, 'action'>) => {
    const body = { node: 'one', console: 'ttyS0', ...request };
    return send(server, '/api/v1/presence', { method: 'POST', body, headers });
  };
  return { id, name: `${email} (token test)`, seat, headers, act };
}

const told = <T extends SerialDown['type']>(viewer: SerialClient, type: T) =>
  viewer.told.filter((message): message is Told<T> => message.type === type);

const type = (viewer: SerialClient, data: string) => viewer.say({ type: 'input', data });

async function presenceOf(server: TestConsole, headers: Headers, node = 'one') {
  return parsed(presence, await send(server, `/api/v1/presence?node=${node}`, { headers }));
}

describe('a serial port', () => {
  it('is driven by whoever types first; what others type is refused, and they are told why', async () => {
    const { server, node, typed } = await prepared();
    const [anna, ben] = [await person(server, 'operator'), await person(server, 'operator')];
    const hers = await openSerial(server, anna.headers);
    const his = await openSerial(server, ben.headers);
    type(hers, 'a');
    await expect
      .poll(() => told(his, 'driver').at(-1))
      .toMatchObject({ you: false, driver: { name: anna.name } });
    expect(told(hers, 'driver').at(-1)).toMatchObject({ you: true });
    type(his, 'b');
    await expect.poll(() => told(his, 'error')).toMatchObject([{ code: 'not-driving' }]);
    expect(told(his, 'error')[0]?.message).toContain(
      `${anna.name} is driving ttyS0 of one. Nothing was typed.`,
    );
    type(hers, 'c');
    await expect.poll(() => typed()).toBe('ac');
    const link = await shareWith(server, anna.headers, { what: { kind: 'nodes', nodes: ['one'] } });
    const guest = await guestOf(server, link);
    const looks = await openSerial(guest, guest.headers, { node: node.id, mode: 'read' });
    looks.say({ type: 'subscribe', from: 'start' });
    await expect.poll(() => told(looks, 'begin')).toHaveLength(1);
    expect(JSON.stringify(looks.told)).not.toContain(anna.name);
    // The other port has its own driver.
    const other = await openSerial(server, ben.headers, { port: 1 });
    type(other, 'd');
    await expect.poll(() => typed(1)).toBe('d');
  });

  it('changes its driver by request, answer, return and force; each is recorded', async () => {
    const { server, typed } = await prepared();
    const [anna, ben] = [await person(server, 'operator'), await person(server, 'operator')];
    const root = await person(server, 'admin');
    const hers = await openSerial(server, anna.headers);
    const his = await openSerial(server, ben.headers);
    type(hers, '1');
    await expect.poll(() => typed()).toBe('1');
    expect((await refusal(await ben.act({ action: 'take-over' }))).code).toBe('forbidden');
    expect((await refusal(await ben.act({ action: 'hand-over', to: ben.seat }))).code).toBe('not-driving');
    expect((await ben.act({ action: 'ask' })).status).toBe(200);
    await expect
      .poll(() => told(hers, 'driver').at(-1)?.asks)
      .toMatchObject([{ name: ben.name, you: false }]);
    expect(told(his, 'driver').at(-1)?.asks).toMatchObject([{ you: true }]);
    expect((await anna.act({ action: 'hand-over' })).status).toBe(200);
    type(hers, 'x');
    type(his, '2');
    await expect.poll(() => typed()).toBe('12');
    // Who has lent it may take it back.
    expect((await anna.act({ action: 'take-over' })).status).toBe(200);
    type(his, 'x');
    type(hers, '3');
    await expect.poll(() => typed()).toBe('123');
    expect((await refusal(await root.act({ action: 'lock' }))).code).toBe('conflict');
    const theirs = await openSerial(server, root.headers);
    expect((await root.act({ action: 'lock' })).status).toBe(200);
    type(hers, 'x');
    await expect.poll(() => told(hers, 'error').at(-1)).toMatchObject({ code: 'console-locked' });
    type(theirs, '4');
    await expect.poll(() => typed()).toBe('1234');
    expect((await refusal(await anna.act({ action: 'unlock' }))).code).toBe('forbidden');
    expect((await root.act({ action: 'unlock' })).status).toBe(200);
    await expect
      .poll(async () =>
        (await server.accounts.events())
          .filter(({ action }) => action.startsWith('console drive'))
          .map(
            ({ by, action, detail }) =>
              `${by.split('-')[0] ?? ''} ${action}: ${detail.replace(/[\w.@-]+ \(token test\)/, 'NAME').replace(/for \d+ s/, 'for a while')}`,
          ),
      )
      .toEqual([
        'operator console drive: typed first',
        'operator console drive end: drove for a while: handed over; then NAME',
        'operator console drive: handed over; before: NAME',
        'operator console drive end: drove for a while: taken over by somebody else; then NAME',
        'operator console drive: taken over; before: NAME',
        'operator console drive end: drove for a while: taken over by somebody else; then NAME',
        'admin console drive: taken over and locked; before: NAME',
      ]);
  });

  it('is never driven by who only looks, whatever they send', async () => {
    const { server, node, typed } = await prepared();
    const viewer = await person(server, 'viewer');
    const operator = await person(server, 'operator');
    const looking = [
      await openSerial(server, viewer.headers, { mode: 'read' }),
      await openSerial(server, operator.headers, { mode: 'read' }),
    ];
    for (const each of looking) {
      type(each, 'x');
      await expect.poll(() => told(each, 'error')).toMatchObject([{ code: 'forbidden' }]);
    }
    for (const action of ['ask', 'take-over', 'lock', 'release'] as const) {
      expect((await refusal(await viewer.act({ action }))).code).toBe('forbidden');
    }
    expect((await refusal(await operator.act({ action: 'ask' }))).code).toBe('conflict');
    const screen = await openVnc(server, operator.headers, { mode: 'read' });
    screen.send(
      Buffer.concat([Buffer.from('RFB 003.008\n\x01\x00', 'latin1'), Buffer.of(4, 1, 0, 0, 0, 0, 0, 65)]),
    );
    const link = await shareWith(server, operator.headers, { what: { kind: 'nodes', nodes: ['one'] } });
    const guest = await guestOf(server, link);
    const guests = await openSerial(guest, guest.headers, { node: node.id, mode: 'read' });
    type(guests, 'x');
    await expect.poll(() => told(guests, 'error')).toMatchObject([{ code: 'forbidden' }]);
    const present = await presenceOf(server, viewer.headers);
    expect(present).toMatchObject({ drivers: [], guests: 1 });
    expect(present.node).toBe(node.id);
    expect(present.people.map(({ role }) => role)).toEqual(['viewer', 'operator']);
    expect(present.people[1]?.views).toMatchObject([
      { console: 'ttyS0', mayDrive: false },
      { console: 'screen', mayDrive: false },
    ]);
    expect(typed()).toBe('');
  });

  it('stays with a driver who reconnects, and not with one whose token is revoked', async () => {
    const { server, typed } = await prepared();
    const [anna, ben] = [await person(server, 'operator'), await person(server, 'operator')];
    const his = await openSerial(server, ben.headers);
    const first = await openSerial(server, anna.headers);
    type(first, 'a');
    await expect.poll(() => typed()).toBe('a');
    first.socket.terminate();
    await expect
      .poll(async () => (await presenceOf(server, ben.headers)).drivers)
      .toMatchObject([{ gone: true }]);
    type(his, 'x');
    await expect.poll(() => told(his, 'error')).toHaveLength(1);
    const second = await openSerial(server, anna.headers);
    await expect.poll(() => told(second, 'driver')).toMatchObject([{ you: true }]);
    expect((await presenceOf(server, ben.headers)).drivers).toMatchObject([
      { person: anna.seat, gone: false },
    ]);
    const admin = await server.as('admin');
    await send(server, `/api/v1/tokens/${anna.id}`, { method: 'DELETE', headers: admin });
    await expect.poll(() => told(his, 'driver').at(-1)?.driver).toBeNull();
    type(second, 'x');
    type(his, 'b');
    await expect.poll(() => typed()).toBe('ab');
  });

  it('loses nothing of what a script pipes in before it leaves', async () => {
    const { server, typed } = await prepared();
    const script = await openSerial(server, await server.as('operator'));
    for (let line = 0; line < 100; line++) type(script, `${line}\n`);
    script.socket.close(1000);
    await expect.poll(() => typed().endsWith('99\n')).toBe(true);
  });
});

it('the screen has a driver as well: keys, buttons and clipboards of others do not arrive', async () => {
  const { server } = await prepared();
  const [anna, ben] = [await person(server, 'operator'), await person(server, 'operator')];
  const paused = true;
  const hers = await openVnc(server, anna.headers, { paused });
  const his = await openVnc(server, ben.headers, { paused });
  const hello = Buffer.from('RFB 003.008\n\x01\x00', 'latin1');
  const key = (down: 0 | 1, keysym: number) => Buffer.of(4, down, 0, 0, 0, 0, 0, keysym);
  const echoed: Record<'hers' | 'his', Buffer[]> = { hers: [], his: [] };
  hers.on('message', (data: Buffer) => echoed.hers.push(data));
  his.on('message', (data: Buffer) => echoed.his.push(data));
  for (const each of [hers, his]) each.resume();
  hers.send(Buffer.concat([hello, key(1, 65)]));
  await expect
    .poll(async () => (await presenceOf(server, ben.headers)).drivers)
    .toMatchObject([{ console: 'screen', person: anna.seat }]);
  const update = Buffer.of(3, 1, 0, 0, 0, 0, 4, 0, 3, 0);
  const clipboard = Buffer.of(6, 0, 0, 0, 0, 0, 0, 1, 65);
  const power = Buffer.of(250, 0, 1, 2);
  his.send(
    Buffer.concat([hello, key(1, 66), key(0, 66), Buffer.of(5, 1, 0, 9, 0, 9), clipboard, power, update]),
  );
  // The screen of this host echoes what it receives.
  await expect.poll(() => Buffer.concat(echoed.his).subarray(-update.length).equals(update)).toBe(true);
  const greeted = Buffer.from('RFB 003.008\n\x01\x01\0\0\0\0\x01', 'latin1');
  expect(Buffer.concat(echoed.his).equals(Buffer.concat([greeted, update]))).toBe(true);
  // Bytes that are not understood could hide a key.
  his.send(Buffer.of(77, 4, 1));
  await expect.poll(() => his.readyState).toBe(his.CLOSED);
  expect(Buffer.concat(echoed.hers).subarray(-8).equals(key(1, 65))).toBe(true);
});

it('presence is told as it changes, counts a person once, and ends with the last viewer', async () => {
  const { server, node } = await prepared();
  const anna = await person(server, 'operator');
  const { socket } = await openLive(server, await server.as('viewer'));
  const heard: { node: string; people: { name: string; views: { console: string }[] }[] }[] = [];
  socket.on('change', (change: { kind: string; object: (typeof heard)[number] }) => {
    if (change.kind === 'presence') heard.push(change.object);
  });
  const views = () => heard.at(-1)?.people.map((each) => [each.name, each.views.map((view) => view.console)]);
  const windows = [await openSerial(server, anna.headers), await openSerial(server, anna.headers)];
  await openSerial(server, anna.headers, { port: 1 }).then((viewer) => windows.push(viewer));
  await expect.poll(views).toEqual([[anna.name, ['ttyS0', 'ttyS1']]]);
  expect(heard.at(-1)?.node).toBe(node.id);
  // A page that was left keeps its connection for a while.
  windows[2]?.say({ type: 'shown', shown: false });
  await expect.poll(views).toEqual([[anna.name, ['ttyS0']]]);
  for (const { socket: each } of windows) each.close();
  await expect.poll(views).toEqual([]);
});

it('a domain that is not a node has drivers, too', async () => {
  const server = await startConsole();
  const uuid = randomUUID();
  server.host.anyDomains.add('theirs', uuid);
  await server.core.domains.act('local', uuid, 'start', OPERATOR);
  const [anna, ben] = [await person(server, 'operator'), await person(server, 'operator')];
  const node = 'local/theirs';
  const hers = await openSerial(server, anna.headers, { node });
  hers.say({ type: 'subscribe', from: 'start' });
  await expect.poll(() => told(hers, 'begin')).toHaveLength(1);
  type(hers, 'a');
  await expect.poll(() => server.host.port(uuid).typed).toBe('a');
  const his = await openSerial(server, ben.headers, { node });
  type(his, 'x');
  await expect.poll(() => told(his, 'error')).toMatchObject([{ code: 'not-driving' }]);
  expect((await ben.act({ node, action: 'ask' })).status).toBe(200);
  expect((await presenceOf(server, ben.headers, node)).drivers).toMatchObject([
    { person: anna.seat, asks: [{ person: ben.seat }] },
  ]);
  expect(server.host.port(uuid).typed).toBe('a');
});
