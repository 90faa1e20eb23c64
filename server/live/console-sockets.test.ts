import { once } from 'node:events';
import { createServer } from 'node:http';
import { expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { ConsoleSockets } from './console-sockets.ts';
import { readFlowOf } from './read-flow.ts';

const PROTOCOL = 'test';

async function served() {
  const http = createServer();
  const sockets = new ConsoleSockets({ protocol: PROTOCOL, maxMessageBytes: 1000, heartbeatMs: 250 });
  const accepted: WebSocket[] = [];
  http.on('upgrade', (request, stream, head) => {
    sockets.accept(request, stream, head, (socket) => accepted.push(socket));
  });
  await once(http.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(async () => {
    await sockets.close();
    http.close();
  });
  const address = http.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const open = async (autoPong: boolean): Promise<WebSocket> => {
    const socket = new WebSocket(`ws://127.0.0.1:${port ?? 0}`, [PROTOCOL], { autoPong });
    onTestFinished(() => socket.terminate());
    await once(socket, 'open');
    return socket;
  };
  return { sockets, accepted, open };
}

it('the heartbeat ends a viewer that does not answer, and keeps one that does', async () => {
  const { sockets, open } = await served();
  const good = await open(true);
  const mute = await open(false);
  const gone = once(mute, 'close');
  await gone;
  // An unsolicited pong does not count.
  const chatty = await open(false);
  const babble = setInterval(() => chatty.pong('alive'), 10);
  onTestFinished(() => clearInterval(babble));
  await once(chatty, 'close');
  await expect.poll(() => sockets.count).toBe(1);
  expect(good.readyState).toBe(good.OPEN);
});

it('the heartbeat ends a viewer whose input is not consumed', async () => {
  const { sockets, accepted, open } = await served();
  await open(true);
  await expect.poll(() => accepted).toHaveLength(1);
  for (const socket of accepted) readFlowOf(socket).hold('input');
  await expect.poll(() => sockets.count).toBe(0);
});

it('reading resumes when the last hold is released', async () => {
  const { accepted, open } = await served();
  await open(true);
  await expect.poll(() => accepted).toHaveLength(1);
  const [socket] = accepted;
  if (!socket) throw new Error('no socket');
  const reading = readFlowOf(socket);
  reading.hold('input');
  reading.hold('output');
  reading.release('input');
  expect(socket.isPaused).toBe(true);
  reading.release('output');
  expect(socket.isPaused).toBe(false);
});
