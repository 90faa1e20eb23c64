import { createHash, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { Domain, LibvirtStream } from '../src/index.ts';
import { Connection, DomainConsoleFlags, DomainCreateFlags, ErrorCode } from '../src/index.ts';
import { qemuDomain } from './support/domain-xml.ts';
import { failure } from './support/failure.ts';
import { leaveNothingBehind } from './support/leftovers.ts';
import { ownName } from './support/names.ts';
import { TinyGuest, tinyGuestMemory } from './support/tiny-guest.ts';
import { Transcript } from './support/transcript.ts';

leaveNothingBehind();

let connection: Connection;
let guest: TinyGuest;
beforeAll(async () => {
  connection = await Connection.open('qemu:///system');
  guest = await TinyGuest.build();
});
afterAll(() => connection.close());

let domain: Domain;
afterEach(() => domain.destroy().catch(() => undefined));

/** Created paused, so that the console can be opened before the guest's first byte. */
async function start(log = ''): Promise<void> {
  const devices = `<serial type='pty'>${log}</serial>`;
  const name = ownName('console');
  const about = { name, uuid: randomUUID(), memoryMiB: tinyGuestMemory };
  const xml = qemuDomain({ ...about, boot: guest.boot(), devices });
  domain = await connection.domainCreateXML(xml, DomainCreateFlags.START_PAUSED);
}

test('every byte of the log file comes, from power-on to power-off, and then the end', async () => {
  const log = join(guest.directory, 'serial.log');
  await start(`<log file='${log}' append='off'/>`);
  const stream = await domain.openConsole();
  const transcript = new Transcript(stream);
  await domain.resume();

  await transcript.until('tiny guest ready\r\n');
  stream.write('echo $((6 * 7))\n');
  // The terminal's echo of what was typed, then the answer.
  await transcript.until(/echo \$\(\(6 \* 7\)\)\r\n42\r\n/);
  stream.write('poweroff -f\n');

  await expect(transcript.ended).resolves.toBeUndefined();
  const written = await readFile(log);
  expect(transcript.text).toBe(written.toString('latin1'));
  expect(transcript.bytes.equals(written)).toBe(true);
  await expect.poll(async () => (await failure(domain.getState())).code).toBe(ErrorCode.NO_DOMAIN);
});

test('a second reader is refused, unless it forces the first one out', async () => {
  await start();
  const first = await domain.openConsole('serial0', DomainConsoleFlags.SAFE);
  const thrownOut = new Transcript(first);
  expect(await failure(domain.openConsole())).toMatchObject({
    kind: 'libvirt',
    code: ErrorCode.OPERATION_FAILED,
    call: 'DOMAIN_OPEN_CONSOLE',
  });

  const second = await domain.openConsole(null, DomainConsoleFlags.FORCE);
  const transcript = new Transcript(second);
  await thrownOut.ended;
  expect(first.destroyed).toBe(true);
  await domain.resume();
  await transcript.until('tiny guest ready\r\n');
  expect(thrownOut.text).toBe('');
  second.destroy();
});

test('a destroyed stream gives the console free for the next reader', async () => {
  await start();
  const first = await domain.openConsole();
  first.destroy();
  const next = await vi.waitFor(() => domain.openConsole(), 20_000);
  next.destroy();
  await expect(new Transcript(next).ended).resolves.toBeUndefined();
});

test('a device that is not there is refused, and so is any console of the test driver', async () => {
  await start();
  expect(await failure(domain.openConsole('serial7'))).toMatchObject({
    kind: 'libvirt',
    call: 'DOMAIN_OPEN_CONSOLE',
  });
  await using simulated = await Connection.open('test:///default');
  const pretended = await simulated.domainLookupByName('test');
  expect(await failure(pretended.openConsole())).toMatchObject({ code: ErrorCode.NO_SUPPORT });
});

/** An emulated serial port moves single bytes: a quarter of a minute on an idle machine, more beside other guests. */
const floodTimeout = 300_000;

test(
  'a guest that floods its console waits for a slow reader and loses nothing',
  async () => {
    await start();
    const stream = await domain.openConsole();
    const opening = new Transcript(stream);
    await domain.resume();
    // The whole line: an echo could be printed before its end.
    await opening.until('tiny guest ready\r\n');
    stream.removeAllListeners('data').pause();

    const command = `stty -opost < /dev/console; seq ${flood.from} ${flood.to} > /dev/console`;
    stream.write(`${command}\n`);
    await expect
      .poll(() => stream.readableLength, patience)
      .toBeGreaterThanOrEqual(stream.readableHighWaterMark);
    // Only this stream stalls, and it buffers no more than its limit.
    await expect(domain.isActive()).resolves.toBe(true);
    expect(stream.readableLength).toBeLessThan(2 * stream.readableHighWaterMark);

    const { size, digest } = expectedFlood();
    const echo = Buffer.from(`${command}\r\n`);
    const received = await take(stream, echo.length + size);
    expect(received.subarray(0, echo.length).toString()).toBe(echo.toString());
    expect(createHash('sha256').update(received.subarray(echo.length)).digest('hex')).toBe(digest);
  },
  floodTimeout,
);

const patience = { timeout: 60_000, interval: 20 };

/** 8 bytes a line: 2 MiB, several times of what the sockets, the daemon and the stream hold between them. */
const flood = { from: 1_000_000, to: 1_262_143 };

function expectedFlood(): { size: number; digest: string } {
  const sent = createHash('sha256');
  let size = 0;
  for (let line = flood.from; line <= flood.to; line++) {
    const text = `${line}\n`;
    sent.update(text);
    size += text.length;
  }
  return { size, digest: sent.digest('hex') };
}

/** Reads exactly `size` bytes and leaves. */
async function take(stream: LibvirtStream, size: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let left = size;
  const all: AsyncIterable<unknown> = stream;
  for await (const chunk of all) {
    if (!Buffer.isBuffer(chunk)) throw new Error(`not a Buffer: ${String(chunk)}`);
    chunks.push(chunk);
    left -= chunk.length;
    if (left <= 0) break;
  }
  return Buffer.concat(chunks);
}
