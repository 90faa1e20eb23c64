// @ts-check
import { list, record } from '../json.mjs';

/** @typedef {import('./tally.mjs').Tally} Tally */

/** @param {unknown} value */
const count = (value) => (typeof value === 'number' ? value : 0);

/**
 * Counts the tests in Playwright's JSON report. A test that passed only when it was tried again failed, and so did
 * whatever went wrong outside of every test.
 * @param {unknown} report
 * @returns {Tally}
 */
export function countPlaywright(report) {
  const { stats, errors } = record(report);
  const { expected, unexpected, flaky, skipped } = record(stats);
  return {
    passed: count(expected),
    failed: count(unexpected) + count(flaky) + list(errors).length,
    skipped: count(skipped),
  };
}
