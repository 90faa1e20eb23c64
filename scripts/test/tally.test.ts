import { expect, test } from 'vitest';
import { judge, judgeAll, sum, summary } from './tally.mjs';

const green = { passed: 3, failed: 0, skipped: 1 };

test('the summary line adds up all suites', () => {
  expect(summary(sum([green, { passed: 5, failed: 2, skipped: 0 }]))).toBe('8 passed, 2 failed, 1 skipped');
  expect(summary(sum([]))).toBe('0 passed, 0 failed, 0 skipped');
});

test('a green report with exit code 0 is accepted', () => {
  expect(judge('unit', green, 0)).toEqual({ tally: green, problem: '' });
});

test('failed tests explain the exit code, so nothing is added', () => {
  const red = { passed: 1, failed: 2, skipped: 0 };
  expect(judge('unit', red, 1)).toEqual({ tally: red, problem: '' });
});

test('an error outside of every test fails the suite', () => {
  const { tally, problem } = judge('unit', green, 1);
  expect(tally.failed).toBe(1);
  expect(problem).toContain('code 1');
});

test('a suite that crashed before its report is one failed test', () => {
  expect(judge('unit', undefined, 139).tally).toEqual({ passed: 0, failed: 1, skipped: 0 });
  expect(judge('unit', undefined, 0).tally.failed).toBe(1);
});

test('a suite without tests fails', () => {
  expect(judge('unit', { passed: 0, failed: 0, skipped: 0 }, 0).tally.failed).toBe(1);
});

const none = { passed: 0, failed: 0, skipped: 0 };

test('a suite without a test that matches the filter has not failed', () => {
  expect(judge('browser', none, 0, ['xdr'])).toEqual({ tally: none, problem: '' });
  expect(judge('browser', none, 1, ['xdr']).tally.failed).toBe(1);
  expect(judge('browser', undefined, 0, ['xdr']).tally.failed).toBe(1);
});

test('a filter that matches nothing is reported as a failure', () => {
  expect(judgeAll([none, green], ['xdr'])).toEqual({ tally: green, problem: '' });
  const { tally, problem } = judgeAll([none, none], ['xdr', 'rdx']);
  expect(tally.failed).toBe(1);
  expect(problem).toBe('no suite has a test file named xdr or rdx');
});
