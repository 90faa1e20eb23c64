import { expect, test } from 'vitest';
import { countPlaywright } from './playwright-report.mjs';

test('a test that needed a retry, or an error outside all tests, counts as failed', () => {
  const stats = { expected: 5, unexpected: 1, flaky: 2, skipped: 3 };
  expect(countPlaywright({ stats, errors: [{ message: 'no browser' }] })).toEqual({
    passed: 5,
    failed: 4,
    skipped: 3,
  });
});

test('an empty report counts no tests', () => {
  expect(countPlaywright(null)).toEqual({ passed: 0, failed: 0, skipped: 0 });
});
