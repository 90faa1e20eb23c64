import { describe, expect, it, test } from 'vitest';
import { checkedTimes, timeAfter, timesAfter, timesBetween } from './times.ts';

const BERLIN = 'Europe/Berlin';

describe('every night at 02:30 in Berlin', () => {
  // Clocks go from 02:00 to 03:00 on 29 March 2026, and from 03:00 to 02:00 on 25 October.
  test('is at 03:00 in the night without a 02:30, and at 02:30 again the night after', () => {
    expect(timesAfter('30 2 * * *', BERLIN, '2026-03-28T00:00:00Z', 3)).toEqual([
      '2026-03-28T01:30:00.000Z',
      '2026-03-29T01:00:00.000Z',
      '2026-03-30T00:30:00.000Z',
    ]);
  });

  test('is once in the night that has it twice', () => {
    const [first = ''] = timesAfter('30 2 * * *', BERLIN, '2026-10-24T12:00:00Z', 1);
    expect(first).toBe('2026-10-25T00:30:00.000Z');
    expect(timeAfter('30 2 * * *', BERLIN, first)).toBe('2026-10-26T01:30:00.000Z');
    // Asked in the second of the two hours.
    expect(timeAfter('30 2 * * *', BERLIN, '2026-10-25T01:10:00Z')).toBe('2026-10-26T01:30:00.000Z');
  });
});

it.each([
  ['x', BERLIN, 'cron', /not a cron expression/],
  ['60 2 * * *', BERLIN, 'cron', /minute: 60/],
  ['0 0 2 * * *', BERLIN, 'cron', /exactly 5/],
  ['0 2 30 2 *', BERLIN, 'cron', /no day/],
  ['* * * * *', BERLIN, 'cron', /more often/],
  ['0 2 * * *', 'Mars/Base', 'timeZone', /no time zone/],
])('refuses "%s" in %s, and names the field', (cron, timeZone, field, message) => {
  const check = () => checkedTimes(cron, timeZone, '2026-01-01T00:00:00Z', 3);
  expect(check).toThrow(message);
  expect(check).toThrow(
    expect.objectContaining({ code: 'invalid', errors: [expect.objectContaining({ field })] }),
  );
});

it('gives the next times, and counts those that have passed', () => {
  expect(checkedTimes('0 2 * * 1-5', 'UTC', '2026-01-02T03:00:00Z', 2)).toEqual([
    '2026-01-05T02:00:00.000Z',
    '2026-01-06T02:00:00.000Z',
  ]);
  expect(timesBetween('0 2 * * *', 'UTC', '2026-01-02T02:00:00.000Z', '2026-01-04T09:00:00.000Z')).toBe(3);
});
