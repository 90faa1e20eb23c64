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

/**
 * The tests that failed, each with its first error, and the errors outside of every test.
 * @param {unknown} report
 * @returns {string[]}
 */
export function failedStories(report) {
  const { suites, errors } = record(report);
  return [
    ...list(errors).map((error) => `Failed: ${said(error)}`),
    ...list(suites).flatMap((suite) => failedIn(record(suite), '')),
  ];
}

/** @param {unknown} error */
const said = (error) => String(record(error).message);

/**
 * @param {Record<string, unknown>} suite  may contain others
 * @param {string} file
 * @returns {string[]}
 */
function failedIn(suite, file) {
  const name = typeof suite.file === 'string' ? suite.file : file;
  const failed = list(suite.specs)
    .map(record)
    .filter(({ ok }) => ok === false)
    .map((spec) => {
      const results = list(spec.tests).flatMap((test) => list(record(test).results));
      const first = results.flatMap((result) => list(record(result).errors))[0];
      return `Failed: ${String(spec.title)} (${name})\n${first === undefined ? 'no error is reported' : said(first)}`;
    });
  return [...failed, ...list(suite.suites).flatMap((inner) => failedIn(record(inner), name))];
}
