import { expect, test } from 'vitest';
import { countPlaywright, failedStories } from './playwright-report.mjs';

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

test('failed tests are named with their first error, however deep they are', () => {
  const spec = {
    ok: false,
    title: 'a story',
    tests: [{ results: [{ errors: [{ message: 'Error: no row' }] }] }],
  };
  const nested = { file: 'b.spec.ts', suites: [{ specs: [{ ...spec, title: 'inside', tests: [] }] }] };
  const suites = [{ file: 'a.spec.ts', specs: [{ ok: true, title: 'fine' }, spec], suites: [] }, nested];
  expect(failedStories({ suites, errors: [{ message: 'no browser' }] })).toEqual([
    'Failed: no browser',
    'Failed: a story (a.spec.ts)\nError: no row',
    'Failed: inside (b.spec.ts)\nno error is reported',
  ]);
  expect(failedStories(null)).toEqual([]);
});
