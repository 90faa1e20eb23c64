import { expect, test } from 'vitest';
import { countVitest, failures, longFiles, slowestTests, together } from './vitest-report.mjs';

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

test('a test that failed, or passed at its second try, is named with what it said', () => {
  const passed = { status: 'passed', fullName: 'a test', failureMessages: [] };
  const failed = { ...passed, status: 'failed', failureMessages: ['Error: always'] };
  const again = { ...passed, failureMessages: ['Error: once\n    at b.test.ts:1'] };
  const report = {
    testResults: [
      { name: 'a.test.ts', status: 'failed', assertionResults: [passed, failed] },
      { name: 'b.test.ts', status: 'passed', assertionResults: [again] },
      { name: 'c.test.ts', status: 'failed', message: 'SyntaxError: no', assertionResults: [passed] },
    ],
  };
  expect(failures(report)).toEqual([
    'Failed: a test (a.test.ts)\nError: always',
    'Passed only at the second try: a test (b.test.ts)\nError: once\n    at b.test.ts:1',
    'Failed as a whole: c.test.ts\nSyntaxError: no',
  ]);
  expect(failures({})).toEqual([]);
});

test('one or two second tries are a bad moment, three are failures', () => {
  const again = { status: 'passed', fullName: 'a test', failureMessages: ['Error: once'] };
  const reportOf = (count: number) => ({
    testResults: [
      { status: 'passed', assertionResults: [...Array<unknown>(count).fill(again), { status: 'passed' }] },
    ],
  });
  expect(countVitest(reportOf(2))).toEqual({ passed: 3, failed: 0, skipped: 0 });
  expect(countVitest(reportOf(3))).toEqual({ passed: 1, failed: 3, skipped: 0 });
});

test('the slowest tests of all files come first, fifteen at most', () => {
  const timed = (fullName: string, duration?: number) => ({ status: 'passed', fullName, duration });
  const many = Array.from({ length: 20 }, (_, index) => timed(`test ${index}`, index * 100));
  const report = {
    testResults: [
      { assertionResults: [timed('a boot', 61_250), timed('skipped')] },
      { assertionResults: many },
    ],
  };
  const [title, ...lines] = slowestTests(report);
  expect(title).toBe('slowest tests:');
  expect(lines).toHaveLength(15);
  expect(lines.slice(0, 2)).toEqual(['   61.3 s  a boot', '    1.9 s  test 19']);
  expect(slowestTests({ testResults: [] })).toEqual([]);
  expect(slowestTests(together([report, undefined]))).toEqual([title, ...lines]);
});

test('slow files are reported by their path, longest first', () => {
  const took = (name: string, seconds: number) => ({
    name: `/repository/${name}`,
    startTime: 1_000,
    endTime: 1_000 + seconds * 1_000,
  });
  const report = { testResults: [took('a.test.ts', 10), took('b.test.ts', 1), took('c/d.test.ts', 70.4)] };
  expect(Object.entries(longFiles(report, '/repository'))).toEqual([
    ['c/d.test.ts', 70],
    ['a.test.ts', 10],
  ]);
});
