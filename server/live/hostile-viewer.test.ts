import { expect, it } from 'vitest';
import { LIVE_PATH } from '../../lib/contract/live.ts';
import { closing, openSerial, openSocket } from '../testing/sockets.ts';
import { startConsole, type TestConsole } from '../testing/test-server.ts';

const LIVE = `${LIVE_PATH}/?EIO=4&transport=websocket`;

async function openLive(server: TestConsole) {
  const opened = await openSocket(server, { path: LIVE, headers: await server.as('viewer') });
  if (!('socket' in opened)) throw new Error('refused');
  return opened.socket;
}

async function serialViewer(mode: 'read' | 'write') {
  const server = await startConsole();
  await server.addRunning('one');
  const { socket } = await openSerial(server, await server.as('operator'), { mode });
  return { server, socket };
}

it.each(['x', '{"type":"input","data":"x"}'])(
  'a serial viewer is closed after a few messages that are none or not allowed: %s',
  async (message) => {
    const { socket } = await serialViewer('read');
    const closed = closing(socket);
    for (let count = 0; count < 20; count++) socket.send(message);
    expect((await closed).code).toBe(1008);
  },
);

it('a serial viewer that never reads is gone soon after its rubbish', async () => {
  const { server, socket } = await serialViewer('read');
  socket.pause();
  for (let count = 0; count < 20_000; count++) socket.send('x');
  await expect.poll(() => server.sockets().serial).toBe(0);
});

it('a serial viewer that never reads cannot make answers to subscriptions pile up', async () => {
  const { server, socket } = await serialViewer('write');
  socket.pause();
  const before = process.memoryUsage();
  for (let count = 0; count < 20_000; count++) socket.send('{"type":"subscribe","boot":999,"from":0}');
  for (let count = 0; count < 20_000; count++) socket.ping();
  socket.terminate();
  await expect.poll(() => server.sockets().serial).toBe(0);
  const after = process.memoryUsage();
  expect(after.rss - before.rss).toBeLessThan(100_000_000);
});

it.each([
  ['another namespace', '40/other,'],
  ['an event', '42["change",{}]'],
  ['an event of another namespace', '42/other,["x"]'],
  ['an acknowledgement', '430[]'],
  ['a binary event', '451-["x",{"_placeholder":true,"num":0}]'],
  ['nothing known', '4rubbish'],
])('a viewer of changes is closed when it sends %s', async (_what, packet) => {
  const server = await startConsole();
  const socket = await openLive(server);
  const heard: string[] = [];
  socket.on('message', (data: Buffer) => heard.push(data.toString()));
  const closed = closing(socket);
  for (let count = 0; count < 1000; count++) socket.send(packet);
  await closed;
  // engine.io's own first packet, and no answer.
  expect(heard.filter((message) => !message.startsWith('0'))).toEqual([]);
  await expect.poll(() => server.sockets().live).toBe(0);
});

it('a viewer of changes may not join and leave for ever', async () => {
  const server = await startConsole();
  const socket = await openLive(server);
  const closed = closing(socket);
  for (let count = 0; count < 100; count++) socket.send(count % 2 === 0 ? '40' : '41');
  await closed;
});

it('a viewer of changes that does not read is dropped before much waits for it', async () => {
  const server = await startConsole();
  const socket = await openLive(server);
  socket.send('40');
  const heard: string[] = [];
  socket.on('message', (data: Buffer) => heard.push(data.toString()));
  await expect.poll(() => heard.some((message) => message.startsWith('42["hello"'))).toBe(true);
  socket.pause();
  const reason = 'x'.repeat(100_000);
  // 24 MB: more than the kernel's buffers hold, and more than may wait together.
  for (let count = 0; count < 240; count++) {
    server.host.report({ reason });
    await new Promise((resolve) => setImmediate(resolve));
  }
  await expect.poll(() => server.sockets().live).toBe(0);
});
