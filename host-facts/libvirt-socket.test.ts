import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { probeSocket } from './libvirt-socket.mjs';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ven-socket-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('libvirtd answers the first call of every client', async () => {
  expect(await probeSocket('/run/libvirt/libvirt-sock', { ask: true })).toBe('answers');
});

test('a missing socket, or one without a listener, is absent', async () => {
  expect(await probeSocket(path.join(folder, 'none'), { ask: false })).toBe('absent');
});

test('a daemon that closes instead of answering does not count as an answer', async () => {
  const file = path.join(folder, 'closing');
  const server = createServer((socket) => socket.end()).listen(file);
  await once(server, 'listening');
  expect(await probeSocket(file, { ask: false })).toBe('answers');
  expect(await probeSocket(file, { ask: true })).toBe('silent');
  server.close();
});
