import { expect, test } from 'vitest';
import type { StageEvent } from '../../../lib/contract/boot.ts';
import type { ByteChunk, ByteLog } from '../api.ts';
import { asciicast } from './asciicast.ts';
import { logOf } from './testing/made-log.ts';

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

async function cast(log: ByteLog, stages: readonly StageEvent[] = []): Promise<unknown[]> {
  const lines: string[] = [];
  const [startedAt, endedAt] = [0, 9000].map((after) => new Date(NOON + after).toISOString());
  const facts = { title: 'edge-1', startedAt: startedAt ?? '', endedAt: endedAt ?? null, stages };
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
      ...{ version: 3, term: { cols: 80, rows: 25, type: 'xterm-256color' } },
      ...{ timestamp: NOON / 1000, title: 'edge-1' },
    },
    [1, 'o', 'BdsDxe:'],
    [0.5, 'm', 'Firmware'],
    [0.5, 'o', ' loading\r\n'],
    [0.5, 'o', 'login: '],
    [6.5, 'x', '0'],
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
    [0, 'm', '10 bytes are missing: the disk was full'],
    [0, 'o', 'x'],
    [6, 'x', '0'],
  ]);
});

test('the sum of many intervals is exact', async () => {
  const count = 10_000;
  const log = logOf(
    [bytes(0, 'x'.repeat(count))],
    Array.from({ length: count }, (_, index) => ({ from: index, to: index + 1, at: NOON + index * 7 })),
  );
  const intervals = (await cast(log)).flatMap((event) =>
    Array.isArray(event) && event[1] === 'o' ? [Math.round(Number(event[0]) * 1000)] : [],
  );
  expect(intervals.reduce((one, other) => one + other, 0)).toBe((count - 1) * 7);
});

test('a terminal that is addressed beyond 80 columns is the larger one of the firmware', async () => {
  const [header] = await cast(logOf([bytes(0, '\u001b[30;90Hx')], []));
  expect(header).toMatchObject({ term: { cols: 100, rows: 31 } });
  const [plain] = await cast(logOf([bytes(0, '\u001b[999;999H\u001b[6n')], []));
  expect(plain).toMatchObject({ term: { cols: 80, rows: 25 } });
});

test('an empty log is a header, and the end of the boot', async () => {
  expect((await cast(logOf([], []))).slice(1)).toEqual([[0, 'x', '0']]);
});
