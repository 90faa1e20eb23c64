import { expect, test } from 'vitest';
import type { PortReplay } from '../../lib/contract/replay.ts';
import { RecordedPort } from './recorded-port.ts';

const part = (changes: Partial<PortReplay>): PortReplay => ({
  ...{ port: 0, start: 0, end: 0, gaps: [], columns: 80, rows: 25, timing: 'recorded', steps: [] },
  ...changes,
});

function recorded(first: PortReplay, text: string): RecordedPort {
  const port = new RecordedPort(first);
  port.add(first, new TextEncoder().encode(text));
  return port;
}

const textOf = (port: RecordedPort, from = 0, to = port.length): string =>
  new TextDecoder().decode(port.slice(from, to));

test('what had come at a time, and when a byte came', () => {
  const port = recorded(part({ end: 10, steps: [100, 4, 50, 6] }), 'abcdefghij');
  expect([0, 99, 100, 149, 150, 9999].map((time) => port.positionAt(time))).toEqual([0, 0, 4, 4, 10, 10]);
  expect([0, 3, 4, 9].map((position) => port.timeAt(position))).toEqual([100, 100, 150, 150]);
});

test('missing bytes are a line in its place, and offsets stay right', () => {
  const gaps = [{ from: 4, to: 1004, reason: 'the disk was full' }];
  const port = recorded(part({ end: 1010, gaps, steps: [100, 4, 50, 6] }), 'abcdefghij');
  expect(textOf(port)).toMatch(/^abcd\r\n.* 1000 bytes are missing here: the disk was full .*\r\nefghij$/);
  expect(textOf(port, port.positionOf(1004), port.positionOf(1006))).toBe('ef');
  expect(port.timeAt(port.positionOf(1004))).toBe(150);
});

test('a cut beginning and a removed log say so', () => {
  expect(textOf(recorded(part({ start: 500, end: 503, steps: [9, 3] }), 'abc'))).toContain(
    'The first 500 bytes',
  );
  const gaps = [{ from: 0, to: 90, reason: 'the log was removed' }];
  expect(textOf(recorded(part({ end: 90, gaps }), ''))).toContain('the log was removed');
});

test('a running boot grows; what was cut in between is told', () => {
  const port = recorded(part({ end: 3, steps: [10, 3] }), 'abc');
  port.add(part({ start: 3, end: 5, steps: [20, 2] }), new TextEncoder().encode('de'));
  expect(textOf(port)).toBe('abcde');
  expect(port.positionAt(19)).toBe(3);
  port.add(part({ start: 50, end: 52, steps: [30, 2] }), new TextEncoder().encode('yz'));
  expect(textOf(port)).toMatch(/^abcde\r\n.* 45 bytes are missing here .*\r\nyz$/);
  expect(port.end).toBe(52);
});
