import { expect, test } from 'vitest';
import { countPlaywright } from './playwright-report.mjs';

test('what had to be tried twice, or failed outside of every test, has failed', () => {
  const stats = { expected: 5, unexpected: 1, flaky: 2, skipped: 3 };
  expect(countPlaywright({ stats, errors: [{ message: 'no browser' }] })).toEqual({
    passed: 5,
    failed: 4,
    skipped: 3,
  });
});

test('a report that says nothing counts nothing', () => {
  expect(countPlaywright(null)).toEqual({ passed: 0, failed: 0, skipped: 0 });
});
