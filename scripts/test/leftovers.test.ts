import { expect, test } from 'vitest';
import { domainLogs, leftBehind } from './leftovers.mjs';

test('new logs are reported in one message', () => {
  expect(leftBehind(new Set(['a.log']), new Set(['a.log']))).toEqual([]);
  const remarks = leftBehind(new Set(['a.log']), new Set(['c.log', 'a.log', 'b.log']));
  expect(remarks).toEqual([expect.stringContaining(': b.log, c.log')]);
});

test('an unreadable folder counts as empty', () => {
  expect(domainLogs('/nonexistent')).toEqual(new Set());
});
