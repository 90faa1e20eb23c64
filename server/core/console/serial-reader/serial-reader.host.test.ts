import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Duplex } from 'node:stream';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { sha256, TalkingGuest } from '../../../testing/console/talking-guest.ts';
import { DiskLog } from '../byte-log/disk-log.ts';
import type { SerialSource } from './log-file.ts';
import { SerialReader } from './serial-reader.ts';

const MINUTE = 60_000;
const patience = { timeout: 2 * MINUTE, interval: 50 };

let directory: string;
let guest: TalkingGuest;
let reader: SerialReader;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'serial-reader-'));
  guest = await TalkingGuest.start();
  reader = await read();
});
afterEach(async () => {
  await reader.dispose();
  await guest[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});

async function read(source: SerialSource = guest): Promise<SerialReader> {
  const recording = await DiskLog.open({ directory, port: 0, live: true });
  return SerialReader.start({ source, uuid: guest.uuid, nodeName: guest.name, port: 0, recording });
}

async function recorded(): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let at = 0;
  for (;;) {
    const chunk = await reader.log.read(at, 2 ** 20);
    if (chunk === null) return Buffer.concat(chunks);
    if (chunk.kind === 'gap') throw new Error(`a gap at ${String(at)}: ${chunk.reason}`);
    chunks.push(chunk.bytes);
    at += chunk.bytes.length;
  }
}

const printed = (text: string) =>
  vi.waitFor(async () => {
    expect((await recorded()).subarray(-200).toString('latin1')).toContain(text);
  }, patience);

const source = (wanted: string) =>
  vi.waitFor(() => {
    expect(reader.state.source).toBe(wanted);
  }, patience);

const grown = (by: number) => {
  const from = reader.log.end;
  return vi.waitFor(() => {
    expect(reader.log.end).toBeGreaterThan(from + by);
  }, patience);
};

/** Waits for the end and compares the recording with what the guest sent. */
async function endsWell(): Promise<void> {
  await vi.waitFor(async () => {
    expect(await guest.isOn()).toBe(false);
  }, patience);
  await reader.finish();
  const [actual, expected] = [await recorded(), await guest.written()];
  expect(actual.length).toBe(expected.length);
  expect(sha256(actual)).toBe(sha256(expected));
  expect(reader.state).toEqual({ source: 'finished', note: null, refusal: null });
  expect(reader.log.live).toBe(false);
}

async function ready(): Promise<void> {
  expect(reader.state).toEqual({ source: 'stream', note: null, refusal: null });
  await guest.domain.resume();
  await printed('tiny guest ready');
}

test(
  'records everything from the first byte to the last; input arrives',
  { timeout: 3 * MINUTE },
  async () => {
    await ready();
    await reader.write('echo $((6 * 7))\n');
    await printed('\r\n42\r\n');
    await reader.write('poweroff -f\n');
    await endsWell();
  },
);

test.each([
  { what: 'lines', command: 'seq 1000000 1080000' },
  { what: 'repetitive output', command: 'yes talktalk | head -n 65000' },
])(
  'another client takes the port, and the server restarts twice, while the guest floods it: $what',
  { timeout: 6 * MINUTE },
  async ({ command }) => {
    await ready();
    await reader.write(`stty -opost < /dev/console; ${command} > /dev/console; poweroff -f\n`);
    await grown(50_000);

    const foreign = await guest.seize();
    foreign.resume();
    await source('file');
    expect(reader.state.note).toMatch(/log file/);
    await expect(reader.write('lost\n')).rejects.toMatchObject({ code: 'conflict' });
    await grown(50_000);
    foreign.destroy();

    for (const _ of ['first', 'second']) {
      await reader.dispose();
      reader = await read();
      await grown(50_000);
    }
    await endsWell();
  },
);

/** The guest's port, whose current stream can be muted, like one that was taken over without notice. */
function mutable(): SerialSource & { mute: () => void } {
  let mute = () => undefined;
  return {
    readSerialLog: (domain, port, from) => guest.readSerialLog(domain, port, from),
    mute: () => mute(),
    async openSerial(uuid, port) {
      const real = await guest.openSerial(uuid, port);
      const stream = new Duplex({
        read: () => undefined,
        write: (bytes, _encoding, done) => real.write(bytes, done),
        destroy: (error, done) => {
          real.destroy();
          done(error);
        },
      });
      const pass = (bytes: Buffer) => stream.push(bytes);
      mute = () => void real.off('data', pass).on('data', () => undefined);
      real.on('data', pass).on('close', () => stream.destroy());
      return stream;
    },
  };
}

test(
  'a port that was taken over without notice is detected and reopened',
  { timeout: 4 * MINUTE },
  async () => {
    await reader.dispose();
    const port = mutable();
    reader = await read(port);
    await ready();
    await reader.write('stty -opost < /dev/console; seq 1000000 1060000 > /dev/console\n');
    await grown(50_000);
    port.mute();
    await source('file');
    expect(reader.state.note).toMatch(/took the serial port/);
    await source('stream');
    await reader.write('poweroff -f\n');
    await endsWell();
  },
);

test(
  'after a pause stream and file agree again, and the stream continues',
  { timeout: 4 * MINUTE },
  async () => {
    await ready();
    await reader.dispose();
    reader = await read();
    expect(reader.state.source).toBe('connecting');
    await source('stream');
    await reader.write('seq 1000 9000\n');
    await printed('9000\r\n');
    await reader.dispose();
    reader = await read();
    await source('stream');
    await reader.write('poweroff -f\n');
    await endsWell();
  },
);
