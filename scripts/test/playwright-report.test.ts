import { expect, test } from 'vitest';
import { countPlaywright, storyFailures } from './playwright-report.mjs';

test('an error outside all tests counts as a failed one, and so do second tries where they are too many', () => {
  const stats = { expected: 5, unexpected: 1, flaky: 2, skipped: 3 };
  const errors = [{ message: 'no browser' }];
  expect(countPlaywright({ stats, errors })).toEqual({ passed: 7, failed: 2, skipped: 3 });
  const many = { ...stats, flaky: 3 };
  expect(countPlaywright({ stats: many, errors })).toEqual({ passed: 5, failed: 5, skipped: 3 });
});

test('an empty report counts no tests', () => {
  expect(countPlaywright(null)).toEqual({ passed: 0, failed: 0, skipped: 0 });
});

test('failed tests and those that needed a second try are named with their first error, however deep they are', () => {
  const spec = {
    ok: false,
    title: 'a story',
    tests: [{ results: [{ errors: [{ message: 'Error: no row' }] }] }],
  };
  const again = { ...spec, ok: true, title: 'a bad moment' };
  const nested = { file: 'b.spec.ts', suites: [{ specs: [{ ...spec, title: 'inside', tests: [] }] }] };
  const suites = [
    { file: 'a.spec.ts', specs: [{ ok: true, title: 'fine' }, spec, again], suites: [] },
    nested,
  ];
  expect(storyFailures({ suites, errors: [{ message: 'no browser' }] })).toEqual([
    'Failed: no browser',
    'Failed: a story (a.spec.ts)\nError: no row',
    'Passed only at the second try: a bad moment (a.spec.ts)\nError: no row',
    'Failed: inside (b.spec.ts)\nno error is reported',
  ]);
  expect(storyFailures(null)).toEqual([]);
});
