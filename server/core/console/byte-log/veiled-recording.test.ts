import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { LogFile } from '../serial-reader/log-file.ts';
import { DiskLog } from './disk-log.ts';
import { readVeiled, writeVeiled } from './veil-file.ts';
import { VeiledRecording } from './veiled-recording.ts';

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'veiled-'));
});
afterEach(() => rm(directory, { recursive: true }));

async function open(): Promise<VeiledRecording> {
  const log = await DiskLog.open({ directory, port: 0, live: true });
  return new VeiledRecording(log, {
    known: await readVeiled(directory),
    keep: (veiled) => writeVeiled(directory, veiled),
  });
}

async function textOf(recording: VeiledRecording): Promise<string> {
  await recording.flushed();
  const chunk = await recording.read(0, 65_536);
  return chunk?.kind === 'bytes' ? chunk.bytes.toString() : '';
}

const BEFORE = 'Username: me\r\nPassword: ';

/** What is kept when this comes behind the prompt, cut into pieces of one length. */
async function kept(echo: string, piece: number): Promise<string> {
  const recording = await open();
  recording.append(Buffer.from(BEFORE));
  recording.veil();
  const bytes = Buffer.from(echo);
  for (let at = 0; at < bytes.length; at += piece) recording.append(bytes.subarray(at, at + piece));
  const text = await textOf(recording);
  await recording.dispose();
  return text.slice(BEFORE.length);
}

test.each([1, 3, 100])('what is echoed on the line becomes asterisks, in pieces of %i', async (piece) => {
  expect(await kept('top secret\r\n\r\nUsername, Password received\r\n', piece)).toBe(
    '*** ******\r\n\r\nUsername, Password received\r\n',
  );
});

test('nothing echoed: nothing is veiled', async () => {
  expect(await kept('\r\n\r\nProcessing\r\n', 4)).toBe('\r\n\r\nProcessing\r\n');
  expect(await readVeiled(directory)).toEqual([]);
});

test('the kernel speaks behind the prompt: the echo on the next line is veiled, too', async () => {
  const text = await kept('[   12.3] usb 1-1: new\r\nsecret\r\nProcessing\r\n', 5);
  expect(text).not.toContain('secret');
  expect(text).toMatch(/\r\n\*{6}\r\nProcessing\r\n$/);
});

test("the domain's own log file does not bring it back, in the next life of the server neither", async () => {
  const raw = Buffer.from(`${BEFORE}secret\r\nProcessing\r\n`);
  const source = {
    openSerial: () => Promise.reject(new Error('no stream')),
    readSerialLog: (_domain: object, _port: number, from: number) =>
      Promise.resolve({ offset: from, bytes: raw.subarray(from), exact: true }),
  };
  const first = await open();
  first.append(Buffer.from(BEFORE));
  first.veil();
  first.append(Buffer.from('secret\r\nProc'));
  await first.dispose();
  const next = await open();
  const file = new LogFile(source, { uuid: '', name: 'edge' }, 0, next);
  await file.correct();
  await file.pull();
  expect(await textOf(next)).toBe(`${BEFORE}******\r\nProcessing\r\n`);
  await next.rewind(0);
  await file.pull();
  expect(await textOf(next)).toBe(`${BEFORE}******\r\nProcessing\r\n`);
  await next.dispose();
});
