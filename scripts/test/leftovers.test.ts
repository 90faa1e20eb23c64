import { expect, test } from 'vitest';
import { domainLogs, leftBehind } from './leftovers.mjs';

test('logs that were not there before are told, in one remark', () => {
  expect(leftBehind(new Set(['a.log']), new Set(['a.log']))).toEqual([]);
  const remarks = leftBehind(new Set(['a.log']), new Set(['c.log', 'a.log', 'b.log']));
  expect(remarks).toEqual([expect.stringContaining(': b.log, c.log')]);
});

test('a folder that cannot be read holds none', () => {
  expect(domainLogs('/nonexistent')).toEqual(new Set());
});
