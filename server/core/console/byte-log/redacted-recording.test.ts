import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { LogFile } from '../serial-reader/log-file.ts';
import { DiskLog } from './disk-log.ts';
import { readRedactions, writeRedactions } from './redactions-file.ts';
import { RedactedRecording } from './redacted-recording.ts';

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'redacted-'));
});
afterEach(() => rm(directory, { recursive: true }));

async function open(): Promise<RedactedRecording> {
  const log = await DiskLog.open({ directory, port: 0, live: true });
  return new RedactedRecording(log, {
    known: await readRedactions(directory),
    keep: (redacted) => writeRedactions(directory, redacted),
  });
}

async function textOf(recording: RedactedRecording): Promise<string> {
  await recording.flushed();
  const chunk = await recording.read(0, 65_536);
  return chunk?.kind === 'bytes' ? chunk.bytes.toString() : '';
}

const BEFORE = 'Username: me\r\nPassword: ';

/** What is recorded when this follows the prompt in pieces of one length. */
async function kept(echo: string, piece: number): Promise<string> {
  const recording = await open();
  recording.append(Buffer.from(BEFORE));
  recording.redact();
  const bytes = Buffer.from(echo);
  for (let at = 0; at < bytes.length; at += piece) recording.append(bytes.subarray(at, at + piece));
  const text = await textOf(recording);
  await recording.dispose();
  return text.slice(BEFORE.length);
}

test.each([1, 3, 100])('echoed input on the line becomes asterisks, in pieces of %i', async (piece) => {
  expect(await kept('top secret\r\n\r\nUsername, Password received\r\n', piece)).toBe(
    '*** ******\r\n\r\nUsername, Password received\r\n',
  );
});

test('without an echo nothing is redacted', async () => {
  expect(await kept('\r\n\r\nProcessing\r\n', 4)).toBe('\r\n\r\nProcessing\r\n');
  expect(await readRedactions(directory)).toEqual([]);
});

test('after a kernel message on the prompt’s line, the echo on the next line is redacted, too', async () => {
  const text = await kept('[   12.3] usb 1-1: new\r\nsecret\r\nProcessing\r\n', 5);
  expect(text).not.toContain('secret');
  expect(text).toMatch(/\r\n\*{6}\r\nProcessing\r\n$/);
});

test("the domain's own log file does not restore it, not even after a restart of the server", async () => {
  const raw = Buffer.from(`${BEFORE}secret\r\nProcessing\r\n`);
  const source = {
    openSerial: () => Promise.reject(new Error('no stream')),
    readSerialLog: (_domain: object, _port: number, from: number) =>
      Promise.resolve({ offset: from, bytes: raw.subarray(from), exact: true }),
  };
  const first = await open();
  first.append(Buffer.from(BEFORE));
  first.redact();
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
