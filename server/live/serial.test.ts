import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { SERIAL_WINDOW } from '../../lib/contract/live.ts';
import type { Recorded } from '../testing/recorded-boot.ts';
import { closing, openSerial } from '../testing/sockets.ts';
import { startConsole } from '../testing/test-server.ts';

async function prepared() {
  const server = await startConsole();
  const node = await server.addRunning('one');
  return { server, node, print: (output: string | Buffer) => server.print(node, output) };
}

/** Node `one`, off, after a boot that printed this. */
async function recorded(...parts: Recorded[]) {
  const server = await startConsole();
  await server.recordBoot(await server.addNode('one'), ...parts);
  return { server };
}

const sha256 = (data: Buffer) => createHash('sha256').update(data).digest('hex');

describe('a serial socket', () => {
  it('sends a boot from its first byte and continues live', async () => {
    const { server, print } = await prepared();
    await print('BdsDxe: ');
    const viewer = await openSerial(server, await server.as('operator'));
    viewer.say({ type: 'subscribe', from: 'start' });
    await expect.poll(() => viewer.text).toBe('BdsDxe: ');
    await print('loading');
    await expect.poll(() => viewer.text).toBe('BdsDxe: loading');
    expect(viewer.told).toEqual([{ type: 'begin', boot: 1, live: true, start: 0, end: 8 }]);
  });

  it('resumes at any offset, and reports gaps', async () => {
    const { server } = await recorded('0123456789', { missing: 90, reason: 'cut' }, 'abc');
    const viewer = await openSerial(server, await server.as('operator'));
    viewer.say({ type: 'subscribe', from: 7 });
    await expect.poll(() => viewer.text).toBe('789abc');
    expect(viewer.told[1]).toEqual({ type: 'gap', from: 10, to: 100, reason: 'cut' });
    viewer.say({ type: 'subscribe', boot: 1, from: 102 });
    await expect.poll(() => viewer.text).toBe('789abcc');
  });

  it('delivers 5 MB without losing a byte', async () => {
    const { server, node } = await prepared();
    const bytes = randomBytes(5_000_000);
    const viewer = await openSerial(server, await server.as('viewer'), { mode: 'read' });
    viewer.say({ type: 'subscribe', from: 'start' });
    for (let at = 0; at < bytes.length; at += 50_000) {
      server.port(node).print(bytes.subarray(at, at + 50_000));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await expect.poll(() => viewer.received).toBe(bytes.length);
    expect(sha256(Buffer.concat(viewer.chunks))).toBe(sha256(bytes));
  });

  it('sends a viewer that acknowledges nothing one window and not a byte more', async () => {
    const { server } = await recorded(Buffer.alloc(3 * SERIAL_WINDOW, 'x'));
    const viewer = await openSerial(server, await server.as('operator'), { acknowledges: false });
    viewer.say({ type: 'subscribe', from: 'start' });
    await expect.poll(() => viewer.received).toBe(SERIAL_WINDOW);
    // Anything out of order would arrive before the answer to this.
    viewer.say({ type: 'ack', offset: 100 });
    await expect.poll(() => viewer.received).toBe(SERIAL_WINDOW + 100);
    viewer.say({ type: 'ack', offset: 10 * SERIAL_WINDOW });
    viewer.say({ type: 'ack', offset: 200 });
    await expect.poll(() => viewer.received).toBe(SERIAL_WINDOW + 200);
  });

  it('shows a viewer that says how large its terminal is where a long log is now, and sends the rest', async () => {
    const lines = Array.from({ length: 60_000 }, (_, index) => `line ${index} of a long boot`).join('\r\n');
    const { server } = await recorded(`${lines}\r\nlogin: `);
    const viewer = await openSerial(server, await server.as('viewer'), { mode: 'read' });
    viewer.say({ type: 'subscribe', from: 'start', screen: { columns: 80, rows: 24 } });
    await expect.poll(() => viewer.told.map(({ type }) => type)).toEqual(['begin', 'snapshot', 'end']);
    const [, snapshot] = viewer.told;
    const end = Buffer.byteLength(lines) + 9;
    expect(snapshot).toMatchObject({ boot: 1, offset: end - 7, columns: 80, rows: 24 });
    expect(snapshot).toHaveProperty('data', expect.stringContaining('line 59999 of a long boot'));
    expect(viewer.text).toBe('login: ');
  });

  it('shows a viewer that fell behind where the port is now, and leaves out what is between', async () => {
    const { server, print } = await prepared();
    const viewer = await openSerial(server, await server.as('operator'), { acknowledges: false });
    viewer.say({ type: 'subscribe', from: 'start', screen: { columns: 80, rows: 24 } });
    await expect.poll(() => viewer.told).toHaveLength(1);
    const flood = `${'x'.repeat(78)}\r\n`.repeat(50_000);
    for (let at = 0; at < flood.length; at += 400_000) await print(flood.slice(at, at + 400_000));
    await expect.poll(() => viewer.received).toBe(SERIAL_WINDOW);
    await print('now: ');
    viewer.say({ type: 'ack', offset: SERIAL_WINDOW });
    await expect.poll(() => viewer.text.endsWith('now: ')).toBe(true);
    expect(viewer.told.map(({ type }) => type)).toEqual(['begin', 'snapshot']);
    expect(viewer.told[1]).toMatchObject({ offset: flood.length });
    expect(viewer.received).toBe(SERIAL_WINDOW + 5);
  });

  it('costs no memory for viewers that do not read', async () => {
    // Nearly as much as is kept of a boot.
    const total = 15_000_000;
    const { server } = await recorded(Buffer.alloc(total, 'x'));
    const headers = await server.as('operator');
    const viewers = await Promise.all(
      Array.from({ length: 20 }, () => openSerial(server, headers, { acknowledges: false })),
    );
    const before = process.memoryUsage();
    for (const viewer of viewers) {
      viewer.socket.pause();
      viewer.say({ type: 'subscribe', from: 'start' });
      // Claims to have seen everything, and reads nothing.
      for (let offset = 65_536; offset < total; offset += 65_536) viewer.say({ type: 'ack', offset });
    }
    const reader = await openSerial(server, headers);
    reader.say({ type: 'subscribe', from: 'start' });
    await expect.poll(() => reader.received).toBe(total);
    const after = process.memoryUsage();
    // Sending all of it to twenty viewers would hold 300 MB; the one that reads keeps 15 here.
    const held = after.arrayBuffers - before.arrayBuffers - total;
    expect(held).toBeLessThan(60_000_000);
  });

  it('continues with the next boot automatically', async () => {
    const { server, node, print } = await prepared();
    await print('one');
    const viewer = await openSerial(server, await server.as('operator'));
    viewer.say({ type: 'subscribe', from: 'start' });
    await expect.poll(() => viewer.text).toBe('one');
    await server.act(node, 'stop');
    await expect.poll(() => viewer.told.at(-1)).toEqual({ type: 'end', boot: 1, offset: 3 });
    await server.act(node, 'start');
    await print('two');
    await expect.poll(() => viewer.text).toBe('onetwo');
    expect(viewer.told.map(({ type }) => type)).toEqual(['begin', 'end', 'begin']);
  });

  it('misses no boot that begins while it is being looked for', async () => {
    const { server, node, print } = await prepared();
    await print('a'.repeat(100_000));
    const viewer = await openSerial(server, await server.as('operator'), { acknowledges: false });
    viewer.say({ type: 'subscribe', from: 'start' });
    await expect.poll(() => viewer.told).toHaveLength(1);
    for (const letter of ['b', 'c', 'd']) {
      await server.act(node, 'stop');
      await server.act(node, 'start');
      await print(letter);
    }
    await expect.poll(() => viewer.text.slice(100_000)).toBe('bcd');
  });

  it('waits for the first boot of a node that was never on', async () => {
    const server = await startConsole();
    const node = await server.addNode('one');
    const idle = server.core.listeners;
    const viewer = await openSerial(server, await server.as('operator'));
    viewer.say({ type: 'subscribe', from: 'start' });
    await expect.poll(() => server.core.listeners).toBeGreaterThan(idle);
    await server.act(node, 'start');
    await server.print(node, 'hello');
    await expect.poll(() => viewer.text).toBe('hello');
  });

  it('shows a past boot and leaves it at that', async () => {
    const { server, node, print } = await prepared();
    await print('past');
    await server.act(node, 'stop');
    await server.act(node, 'start');
    await print('present');
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
    const { server, node } = await prepared();
    const viewer = await openSerial(server, await server.as('operator'), { port: 1 });
    for (const data of ['ls', '\r', 'é', '\u0003']) viewer.say({ type: 'input', data });
    await expect.poll(() => server.port(node, 1).typed).toBe('ls\ré\u0003');
    expect(server.port(node).typed).toBe('');
  });

  it('types nothing for a viewer that only reads', async () => {
    const { server, node } = await prepared();
    const viewer = await openSerial(server, await server.as('operator'), { mode: 'read' });
    viewer.say({ type: 'input', data: 'reboot\r' });
    await expect.poll(() => viewer.told).toEqual([expect.objectContaining({ code: 'forbidden' })]);
    expect(server.port(node).typed).toBe('');
  });

  it.each(['', '{', '[]', 'null', '{"type":"other"}', '{"type":"input"}', '{"type":"subscribe","from":-1}'])(
    'answers garbage and lives on: %s',
    async (garbage) => {
      const { server, print } = await prepared();
      await print('alive');
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
    const { server } = await prepared();
    const idle = server.core.listeners;
    const viewer = await openSerial(server, await server.as('operator'));
    viewer.say({ type: 'subscribe', from: 'start' });
    // Listeners for new boots, for the log, and for whether the port accepts input.
    await expect.poll(() => server.core.listeners).toBe(idle + 3);
    viewer.socket.terminate();
    await expect.poll(() => server.core.listeners).toBe(idle);
    expect(server.sockets().serial).toBe(0);
  });
});
