import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { DiskLog } from '../byte-log/disk-log.ts';
import { RedactedRecording } from '../byte-log/redacted-recording.ts';
import { LogFile } from './log-file.ts';

/** A recording of what a stream delivered, and the domain's own log file, which may have more or something else. */
async function recorded(streamed: string, inFile: string) {
  const directory = await mkdtemp(join(tmpdir(), 'log-file-'));
  const recording = new RedactedRecording(await DiskLog.open({ directory, port: 0, live: true }));
  onTestFinished(async () => {
    await recording.dispose();
    await rm(directory, { recursive: true });
  });
  recording.append(Buffer.from(streamed));
  const bytes = Buffer.from(inFile);
  let reads = 0;
  const source = {
    openSerial: () => Promise.reject(new Error('the machine is off')),
    readSerialLog: (_: unknown, port: number, from: number) => {
      reads++;
      return Promise.resolve({
        offset: Math.min(from, bytes.length),
        bytes: bytes.subarray(from),
        exact: port === 0,
      });
    },
  };
  const file = new LogFile(source, { uuid: 'u', name: 'n' }, 0, recording);
  const text = async () => {
    const chunk = await recording.read(0, 65_536);
    return chunk?.kind === 'bytes' ? chunk.bytes.toString() : '';
  };
  return { file, text, reads: () => reads };
}

test.each([
  ['is complete', 'one two', 'one two', 'one two', 0],
  ['lacks the last bytes', 'one', 'one two', 'one two', 4],
  ['differs from the file', 'one tXo thr', 'one two three', 'one two three', 8],
  ['is ahead of the file', 'one two three', 'one two', 'one two three', 0],
])('a recording that %s is settled by one reading of the file', async (_, streamed, inFile, kept, added) => {
  const { file, text, reads } = await recorded(streamed, inFile);
  expect(await file.settle()).toBe(added);
  expect(await text()).toBe(kept);
  expect(reads()).toBe(1);
  expect(await file.settle()).toBe(0);
  expect(await text()).toBe(kept);
});
