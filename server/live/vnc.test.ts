import { randomBytes } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import type { WebSocket } from 'ws';
import { closing, openVnc } from '../testing/sockets.ts';
import { startConsole } from '../testing/test-server.ts';

/** The first bytes from a viewer: version, no password, and a request for exclusive access. */
const GREETING = Buffer.from('RFB 003.008\n\x01\x00', 'latin1');
/** The server's replies: version, one security type, its result; and then the byte that this screen echoes: shared. */
const JOINED = Buffer.from('RFB 003.008\n\x01\x01\0\0\0\0\x01', 'latin1');

async function prepared(mode: 'read' | 'write', isOn = true) {
  const server = await startConsole();
  const node = await (isOn ? server.addRunning('one') : server.addNode('one'));
  const socket = await openVnc(server, await server.as('operator'), { mode, paused: true });
  const heard = listen(socket);
  socket.resume();
  return { server, node, socket, heard };
}

function listen(socket: WebSocket): () => Buffer {
  const heard: Buffer[] = [];
  socket.on('message', (data) => {
    if (Buffer.isBuffer(data)) heard.push(data);
  });
  return () => Buffer.concat(heard);
}

describe('a VNC socket', () => {
  it('carries bytes both ways', async () => {
    const { socket, heard } = await prepared('write');
    // A key first: whoever only moves the pointer does not drive.
    const bytes = Buffer.concat([Buffer.of(4, 1, 0, 0, 0, 0, 0, 65), randomBytes(3_000_000)]);
    socket.send(GREETING);
    for (let at = 0; at < bytes.length; at += 100_000) socket.send(bytes.subarray(at, at + 100_000));
    await expect.poll(() => heard().length).toBe(JOINED.length + bytes.length);
    expect(heard().equals(Buffer.concat([JOINED, bytes]))).toBe(true);
  });

  it('carries no key, pointer, clipboard or power button of a viewer that only looks', async () => {
    const { socket, heard } = await prepared('read');
    const update = Buffer.from([3, 1, 0, 0, 0, 0, 4, 0, 3, 0]);
    socket.send(GREETING);
    socket.send(Buffer.from([4, 1, 0, 0, 0, 0, 0, 65]));
    socket.send(Buffer.from([5, 1, 0, 10, 0, 10]));
    socket.send(Buffer.from([250, 0, 1, 2]));
    socket.send(update);
    await expect.poll(() => heard().equals(Buffer.concat([JOINED, update]))).toBe(true);
  });

  it('closes with the reason when the machine is off', async () => {
    const { socket } = await prepared('write', false);
    expect(await closing(socket)).toEqual({
      code: 4409,
      reason: 'one has no display now: it is not running',
    });
  });

  it('closes when the machine goes off, and hangs up when the viewer goes', async () => {
    const { server, node, socket } = await prepared('write');
    await expect.poll(() => server.host.screens).toHaveLength(1);
    const closed = closing(socket);
    await server.act(node, 'stop');
    expect((await closed).code).toBe(1000);
    await server.act(node, 'start');
    const second = await openVnc(server, await server.as('operator'));
    await expect.poll(() => server.host.screens).toHaveLength(1);
    second.terminate();
    await expect.poll(() => server.host.screens).toHaveLength(0);
    await expect.poll(() => server.sockets().vnc).toBe(0);
  });

  it('closes when the viewer does not speak RFB', async () => {
    const { server, socket } = await prepared('read');
    socket.send('GET / HTTP/1.1\r\n\r\n');
    expect((await closing(socket)).code).toBe(4400);
    await expect.poll(() => server.host.screens).toEqual([]);
  });

  it('does not fill the memory when the viewer does not read', async () => {
    const { server, socket } = await prepared('write');
    await expect.poll(() => server.host.screens).toHaveLength(1);
    const [screen] = server.host.screens;
    socket.pause();
    let accepted = 0;
    const part = Buffer.alloc(65_536);
    // The screen accepts bytes until every buffer between it and the viewer is full; 200 MB would be everything.
    await vi.waitFor(() => {
      while (accepted < 200_000_000 && screen?.write(part)) accepted += part.length;
      expect(screen?.writableNeedDrain).toBe(true);
    }, 20_000);
    expect(accepted).toBeLessThan(20_000_000);
  });
});
