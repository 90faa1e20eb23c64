import { expect, test } from 'vitest';
import type { PortReplay } from '../../lib/contract/replay.ts';
import { RecordedPort } from './recorded-port.ts';

const part = (changes: Partial<PortReplay>): PortReplay => ({
  ...{ port: 0, start: 0, end: 0, gaps: [], columns: 80, rows: 25, timing: 'recorded', steps: [] },
  ...changes,
});

const encoded = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Of a log that has `text` from each of these offsets on. */
function recorded(first: PortReplay, ...kept: readonly (readonly [number, string | Uint8Array])[]) {
  const fetched: [number, number][] = [];
  const port = new RecordedPort(first, (from, to) => {
    fetched.push([from, to]);
    const [offset, text] = kept.findLast(([begin]) => begin <= from) ?? [from, ''];
    const bytes = typeof text === 'string' ? encoded(text) : text;
    return Promise.resolve(bytes.subarray(from - offset, to - offset));
  });
  port.add(first);
  return { port, fetched };
}

async function textOf(port: RecordedPort, from = 0, to = port.length): Promise<string> {
  await port.load(from, to);
  expect(port.has(from, to)).toBe(true);
  return new TextDecoder().decode(port.slice(from, to));
}

test('what had come at a time, and when a byte came, is known before the bytes are', () => {
  const { port, fetched } = recorded(part({ end: 10, steps: [100, 4, 50, 6] }));
  expect([0, 99, 100, 149, 150, 9999].map((time) => port.positionAt(time))).toEqual([0, 0, 4, 4, 10, 10]);
  expect([0, 3, 4, 9].map((position) => port.timeAt(position))).toEqual([100, 100, 150, 150]);
  expect(fetched).toEqual([]);
});

test('missing bytes are a line in its place, and offsets stay right', async () => {
  // Shorter than the line about it.
  const gaps = [{ from: 4, to: 9, reason: 'the disk was full' }];
  const first = part({ end: 15, gaps, steps: [100, 4, 50, 6] });
  const { port, fetched } = recorded(first, [0, 'abcd'], [9, 'efghij']);
  expect(await textOf(port)).toMatch(/^abcd\r\n.* 5 bytes are missing here: the disk was full .*\r\nefghij$/);
  expect(fetched).toEqual([
    [0, 4],
    [9, 15],
  ]);
  expect(await textOf(port, port.positionOf(9), port.positionOf(11))).toBe('ef');
  expect(port.timeAt(port.positionOf(9))).toBe(150);
});

test('a cut beginning and a removed log say so', async () => {
  const cut = recorded(part({ start: 500, end: 503, steps: [9, 3] }), [500, 'abc']);
  expect(await textOf(cut.port)).toContain('The first 500 bytes');
  const gaps = [{ from: 0, to: 90, reason: 'the log was removed' }];
  const removed = recorded(part({ end: 90, gaps }));
  expect(await textOf(removed.port)).toContain('the log was removed');
  expect(removed.fetched).toEqual([]);
});

test('a running boot grows; what was cut in between is told', async () => {
  const { port } = recorded(part({ end: 3, steps: [10, 3] }), [0, 'abcde'], [50, 'yz']);
  expect(await textOf(port)).toBe('abc');
  port.add(part({ start: 3, end: 5, steps: [20, 2] }));
  expect(await textOf(port)).toBe('abcde');
  expect(port.positionAt(19)).toBe(3);
  port.add(part({ start: 50, end: 52, steps: [30, 2] }));
  expect(await textOf(port)).toMatch(/^abcde\r\n.* 45 bytes are missing here .*\r\nyz$/);
  expect(port.end).toBe(52);
});

test('of a long recording only what is needed is fetched, and each part of it once', async () => {
  const length = 3 << 20;
  const all = Uint8Array.from({ length }, (_, index) => index % 251);
  const { port, fetched } = recorded(part({ end: length, steps: [10, length] }), [0, all]);
  await port.load(2 << 20, (2 << 20) + 10);
  const sum = (): number => fetched.reduce((all, [from, to]) => all + to - from, 0);
  expect(sum()).toBeLessThanOrEqual(512 * 1024);
  await Promise.all([port.load(0, length), port.load(1 << 20, length)]);
  expect(sum()).toBe(length);
  const shown = port.slice(0, length);
  expect(shown.findIndex((byte, index) => byte !== all[index])).toBe(-1);
});

test('what was removed while it was played is nothing', async () => {
  const { port } = recorded(part({ end: 6, steps: [10, 6] }), [0, ''], [3, 'def']);
  const bytes = await textOf(port);
  expect(bytes.replaceAll('\0', '')).toBe('');
  expect(bytes).toHaveLength(6);
});

test('output that cannot be fetched is asked for again', async () => {
  const answers = [Promise.reject(new Error('away')), Promise.resolve(encoded('abc'))];
  const first = part({ end: 3, steps: [10, 3] });
  const port = new RecordedPort(first, () => answers.shift() ?? Promise.reject(new Error('again')));
  port.add(first);
  await expect(port.load(0, 3)).rejects.toThrow('away');
  expect(await textOf(port)).toBe('abc');
});
