import { expect, test } from 'vitest';
import { countVitest } from './vitest-report.mjs';

const file = (status: string, ...tests: string[]) => ({
  status,
  assertionResults: tests.map((outcome) => ({ status: outcome })),
});

test('tests are counted over all files; whatever did not run is skipped', () => {
  const report = {
    testResults: [file('passed', 'passed', 'skipped', 'todo'), file('failed', 'passed', 'failed', 'failed')],
  };
  expect(countVitest(report)).toEqual({ passed: 2, failed: 2, skipped: 2 });
});

test('a file that failed without a failed test is a failure', () => {
  expect(countVitest({ testResults: [file('failed')] }).failed).toBe(1);
  expect(countVitest({ testResults: [file('failed', 'passed', 'skipped')] })).toEqual({
    passed: 1,
    failed: 1,
    skipped: 1,
  });
});
