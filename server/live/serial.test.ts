import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { SERIAL_WINDOW } from '../../lib/contract/live.ts';
import { closing, openSerial } from '../testing/sockets.ts';
import { startTestServer } from '../testing/test-server.ts';

async function prepared() {
  const server = await startTestServer();
  const node = server.core.addNode('one', { state: 'running' });
  const first = server.core.begin(node);
  return { server, node, log: first.logs[0], boot: first };
}

const sha256 = (data: Buffer) => createHash('sha256').update(data).digest('hex');

describe('a serial socket', () => {
  it('tells a boot from its first byte and goes on live', async () => {
    const { server, log } = await prepared();
    log.append('BdsDxe: ');
    const viewer = await openSerial(server, await server.as('operator'));
    viewer.say({ type: 'subscribe', from: 'start' });
    await expect.poll(() => viewer.text).toBe('BdsDxe: ');
    log.append('loading');
    await expect.poll(() => viewer.text).toBe('BdsDxe: loading');
    expect(viewer.told).toEqual([{ type: 'begin', boot: 1, live: true, start: 0, end: 8 }]);
  });

  it('goes on at any offset, and says what is missing', async () => {
    const { server, log } = await prepared();
    log.append('0123456789');
    log.lose(90, 'cut');
    log.append('abc');
    const viewer = await openSerial(server, await server.as('operator'));
    viewer.say({ type: 'subscribe', from: 7 });
    await expect.poll(() => viewer.text).toBe('789abc');
    expect(viewer.told[1]).toEqual({ type: 'gap', from: 10, to: 100, reason: 'cut' });
    viewer.say({ type: 'subscribe', boot: 1, from: 102 });
    await expect.poll(() => viewer.text).toBe('789abcc');
  });

  it('delivers 5 MB without losing a byte', async () => {
    const { server, log } = await prepared();
    const bytes = randomBytes(5_000_000);
    const viewer = await openSerial(server, await server.as('viewer'), { mode: 'read' });
    viewer.say({ type: 'subscribe', from: 'start' });
    for (let at = 0; at < bytes.length; at += 50_000) {
      log.append(bytes.subarray(at, at + 50_000));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await expect.poll(() => viewer.received).toBe(bytes.length);
    expect(sha256(Buffer.concat(viewer.chunks))).toBe(sha256(bytes));
  });

  it('sends a viewer that acknowledges nothing one window and not a byte more', async () => {
    const { server, log } = await prepared();
    log.append(Buffer.alloc(3 * SERIAL_WINDOW, 'x'));
    const viewer = await openSerial(server, await server.as('operator'), { acknowledges: false });
    viewer.say({ type: 'subscribe', from: 'start' });
    await expect.poll(() => viewer.received).toBe(SERIAL_WINDOW);
    // Whatever comes out of turn would come before the answer to this.
    viewer.say({ type: 'ack', offset: 100 });
    await expect.poll(() => viewer.received).toBe(SERIAL_WINDOW + 100);
    viewer.say({ type: 'ack', offset: 10 * SERIAL_WINDOW });
    viewer.say({ type: 'ack', offset: 200 });
    await expect.poll(() => viewer.received).toBe(SERIAL_WINDOW + 200);
  });

  it('costs no memory for viewers that do not read', async () => {
    const { server, log } = await prepared();
    const part = Buffer.alloc(1_000_000, 'x');
    for (let count = 0; count < 30; count++) log.append(part);
    const headers = await server.as('operator');
    const viewers = await Promise.all(
      Array.from({ length: 20 }, () => openSerial(server, headers, { acknowledges: false })),
    );
    const before = process.memoryUsage();
    for (const viewer of viewers) {
      viewer.socket.pause();
      viewer.say({ type: 'subscribe', from: 'start' });
      // Claims to have seen everything, and reads nothing.
      for (let offset = 65_536; offset < 30_000_000; offset += 65_536) viewer.say({ type: 'ack', offset });
    }
    const reader = await openSerial(server, headers);
    reader.say({ type: 'subscribe', from: 'start' });
    await expect.poll(() => reader.received).toBe(30_000_000);
    const after = process.memoryUsage();
    // Twenty viewers that were sent all of it would hold 600 MB; the one that reads keeps 30 here.
    const held = after.arrayBuffers - before.arrayBuffers - 30_000_000;
    expect(held).toBeLessThan(60_000_000);
  });

  it('goes on with the next boot by itself', async () => {
    const { server, node, log } = await prepared();
    log.append('one');
    const viewer = await openSerial(server, await server.as('operator'));
    viewer.say({ type: 'subscribe', from: 'start' });
    await expect.poll(() => viewer.text).toBe('one');
    log.finish();
    await expect.poll(() => viewer.told.at(-1)).toEqual({ type: 'end', boot: 1, offset: 3 });
    const second = server.core.begin(node).logs[0];
    second.append('two');
    await expect.poll(() => viewer.text).toBe('onetwo');
    expect(viewer.told.map(({ type }) => type)).toEqual(['begin', 'end', 'begin']);
  });

  it('misses no boot that begins while it is being looked for', async () => {
    const { server, node, log } = await prepared();
    log.append('a'.repeat(100_000));
    const viewer = await openSerial(server, await server.as('operator'), { acknowledges: false });
    viewer.say({ type: 'subscribe', from: 'start' });
    await expect.poll(() => viewer.told).toHaveLength(1);
    log.finish();
    for (const letter of ['b', 'c', 'd']) {
      const [next] = server.core.begin(node).logs;
      next.append(letter);
      next.finish();
    }
    await expect.poll(() => viewer.text.slice(100_000)).toBe('bcd');
  });

  it('waits for the first boot of a node that was never on', async () => {
    const server = await startTestServer();
    const node = server.core.addNode('one');
    const viewer = await openSerial(server, await server.as('operator'));
    viewer.say({ type: 'subscribe', from: 'start' });
    await expect.poll(() => server.core.listeners).toBeGreaterThan(2);
    server.core.begin(node).logs[0].append('hello');
    await expect.poll(() => viewer.text).toBe('hello');
  });

  it('shows a past boot and leaves it at that', async () => {
    const { server, node, log } = await prepared();
    log.append('past');
    log.finish();
    server.core.begin(node).logs[0].append('present');
    const viewer = await openSerial(server, await server.as('viewer'), { mode: 'read' });
    viewer.say({ type: 'subscribe', boot: 1, from: 'start' });
    await expect.poll(() => viewer.told.at(-1)).toEqual({ type: 'end', boot: 1, offset: 4 });
    expect(viewer.text).toBe('past');
    viewer.say({ type: 'subscribe', boot: 7, from: 'start' });
    await expect.poll(() => viewer.told.at(-1)).toMatchObject({ type: 'error', code: 'not-found' });
    viewer.say({ type: 'subscribe', from: 'start' });
    await expect.poll(() => viewer.text).toBe('pastpresent');
  });

  it('types in order, to the port of the ticket', async () => {
    const { server } = await prepared();
    const viewer = await openSerial(server, await server.as('operator'), { port: 1 });
    for (const data of ['ls', '\r', 'é', '\u0003']) viewer.say({ type: 'input', data });
    await expect.poll(() => server.core.typed.map(({ text }) => text).join('')).toBe('ls\ré\u0003');
    expect(server.core.typed.every(({ port }) => port === 1)).toBe(true);
  });

  it('types nothing for a viewer that only reads', async () => {
    const { server } = await prepared();
    const viewer = await openSerial(server, await server.as('operator'), { mode: 'read' });
    viewer.say({ type: 'input', data: 'reboot\r' });
    await expect.poll(() => viewer.told).toEqual([expect.objectContaining({ code: 'forbidden' })]);
    expect(server.core.typed).toEqual([]);
  });

  it.each(['', '{', '[]', 'null', '{"type":"other"}', '{"type":"input"}', '{"type":"subscribe","from":-1}'])(
    'answers garbage and lives on: %s',
    async (garbage) => {
      const { server, log } = await prepared();
      log.append('alive');
      const viewer = await openSerial(server, await server.as('operator'));
      viewer.socket.send(garbage);
      await expect.poll(() => viewer.told).toEqual([expect.objectContaining({ code: 'malformed' })]);
      viewer.say({ type: 'subscribe', from: 'start' });
      await expect.poll(() => viewer.text).toBe('alive');
    },
  );

  it('closes on messages that are too large or binary', async () => {
    const { server } = await prepared();
    const headers = await server.as('operator');
    const large = await openSerial(server, headers);
    large.socket.send('x'.repeat(600_000));
    expect((await closing(large.socket)).code).toBe(1009);
    const binary = await openSerial(server, headers);
    binary.socket.send(Buffer.of(1, 2, 3));
    expect((await closing(binary.socket)).code).toBe(1003);
  });

  it('forgets a viewer that is gone', async () => {
    const { server, log } = await prepared();
    const idle = server.core.listeners;
    const viewer = await openSerial(server, await server.as('operator'));
    viewer.say({ type: 'subscribe', from: 'start' });
    await expect.poll(() => log.watchers).toBe(1);
    viewer.socket.terminate();
    await expect.poll(() => [log.watchers, server.core.listeners]).toEqual([0, idle]);
    expect(server.sockets().serial).toBe(0);
  });
});
