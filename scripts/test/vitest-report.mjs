// @ts-check
import { list, record } from '../json.mjs';

/** @typedef {import('./tally.mjs').Tally} Tally */

/**
 * Counts the tests in Vitest's JSON report, and as one failed test each file that failed as a whole: one that
 * could not be imported, or whose hooks threw, has no failed test of its own.
 * @param {unknown} report
 * @returns {Tally}
 */
export function countVitest(report) {
  const tally = { passed: 0, failed: 0, skipped: 0 };
  for (const file of list(record(report).testResults).map(record)) {
    const statuses = list(file.assertionResults).map((result) => record(result).status);
    const failed = statuses.filter((status) => status === 'failed').length;
    tally.passed += statuses.filter((status) => status === 'passed').length;
    tally.failed += file.status === 'failed' ? Math.max(failed, 1) : failed;
    // Skipped, pending, todo: whatever Vitest calls a test that did not run.
    tally.skipped += statuses.filter((status) => status !== 'passed' && status !== 'failed').length;
  }
  return tally;
}
