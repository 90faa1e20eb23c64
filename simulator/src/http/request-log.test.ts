import { expect, test } from 'vitest';
import { RateLimiter } from './rate-limiter.ts';
import { RequestLog } from './request-log.ts';

function entry(client: string, time: number) {
  return {
    time,
    client,
    serial: undefined,
    method: 'GET',
    path: `/${'x'.repeat(1000)}`,
    status: 200,
    bytes: 1,
    milliseconds: 1,
    complete: true,
  };
}

test('the log keeps the last 200 of each client, of 256 clients, and no endless path', () => {
  const log = new RequestLog();
  for (let time = 0; time < 500; time++) log.add(entry('busy', time));
  expect(log.entries('busy').map(({ time }) => time)).toEqual(
    Array.from({ length: 200 }, (_, index) => 300 + index),
  );
  expect(log.entries('busy')[0]?.path).toHaveLength(300);
  for (let client = 0; client < 255; client++) log.add(entry(`client ${client}`, 1000 + client));
  expect(log.entries('busy')).toHaveLength(200);
  log.add(entry('one more', 2000));
  expect(log.entries('busy')).toEqual([]);
  const times = log.entries().map(({ time }) => time);
  expect(times).toEqual([...times].sort((a, b) => a - b));
});

test('the limiter lets through what was agreed, and refills evenly', () => {
  const limiter = new RateLimiter(10);
  const burst = (client: string, now: number) =>
    Array.from({ length: 15 }, () => limiter.admits(client, now)).filter(Boolean).length;
  expect(burst('one', 0)).toBe(10);
  expect(burst('other', 0)).toBe(10);
  expect(burst('one', 500)).toBe(5);
  expect(burst('one', 100_000)).toBe(10);
});
