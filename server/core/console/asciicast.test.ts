import { expect, test } from 'vitest';
import type { StageEvent } from '../../../lib/contract/boot.ts';
import type { Arrival, ByteChunk, ByteLog } from '../api.ts';
import { asciicast } from './asciicast.ts';

const NOON = Date.parse('2026-01-02T12:00:00.000Z');
const STAGE: StageEvent = {
  ...{
    stage: 'firmware',
    basis: 'observed',
    outcome: 'passed',
    evidence: null,
    progress: null,
    statuses: [],
  },
  ...{ startedAt: '2026-01-02T12:00:01.500Z', endedAt: null },
};

function logOf(chunks: readonly ByteChunk[], arrivals: readonly Arrival[]): ByteLog {
  const last = chunks.at(-1);
  const end = last === undefined ? 0 : last.kind === 'gap' ? last.to : last.offset + last.bytes.length;
  return {
    facts: { port: 0, start: 0, end, gaps: [] },
    live: false,
    read: (from) =>
      Promise.resolve(
        chunks.find((each) => (each.kind === 'gap' ? each.from : each.offset) === from) ?? null,
      ),
    times: () => Promise.resolve([...arrivals]),
    watch: () => () => undefined,
  };
}

async function cast(log: ByteLog, stages: readonly StageEvent[] = []): Promise<unknown[]> {
  const lines: string[] = [];
  const facts = { title: 'edge-1', startedAt: new Date(NOON).toISOString(), stages };
  for await (const each of asciicast(log, facts)) lines.push(each);
  return lines.map((each): unknown => JSON.parse(each));
}

const bytes = (offset: number, text: string | Buffer): ByteChunk => ({
  ...{ kind: 'bytes', offset },
  bytes: Buffer.from(text),
});

test('bytes come when they arrived, stages are markers', async () => {
  const log = logOf(
    [bytes(0, 'BdsDxe: loading\r\n'), bytes(17, 'login: ')],
    [
      { from: 0, to: 7, at: NOON + 1000 },
      { from: 7, to: 17, at: NOON + 2000 },
      { from: 17, to: 24, at: NOON + 2500 },
    ],
  );
  expect(await cast(log, [STAGE])).toEqual([
    {
      ...{ version: 2, width: 80, height: 25, timestamp: NOON / 1000, title: 'edge-1' },
      env: { TERM: 'xterm-256color' },
    },
    [1, 'o', 'BdsDxe:'],
    [1.5, 'm', 'Firmware'],
    [2, 'o', ' loading\r\n'],
    [2.5, 'o', 'login: '],
  ]);
});

test('a character in two parts is whole, a gap is a marker, and time never runs back', async () => {
  const log = logOf(
    [
      bytes(0, Buffer.from([0xc3])),
      bytes(1, Buffer.from([0xbc])),
      { kind: 'gap', from: 2, to: 12, reason: 'the disk was full' },
      bytes(12, 'x'),
    ],
    [
      { from: 0, to: 1, at: NOON + 3000 },
      { from: 1, to: 2, at: NOON + 2000 },
    ],
  );
  expect((await cast(log)).slice(1)).toEqual([
    [3, 'o', 'ü'],
    [3, 'm', '10 bytes are missing: the disk was full'],
    [3, 'o', 'x'],
  ]);
});

test('an empty log is a header', async () => {
  expect(await cast(logOf([], []))).toHaveLength(1);
});
