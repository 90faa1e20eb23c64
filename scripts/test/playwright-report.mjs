// @ts-check
import { list, record } from '../json.mjs';
import { SECOND_TRY, withSecondTries } from './tally.mjs';

/** @typedef {import('./tally.mjs').Tally} Tally */

/** @param {unknown} value */
const count = (value) => (typeof value === 'number' ? value : 0);

/**
 * Counts the tests in Playwright's JSON report. Whatever went wrong outside of every test is a failed one; those that
 * passed only at the second try have failed where they are too many.
 * @param {unknown} report
 * @returns {Tally}
 */
export function countPlaywright(report) {
  const { stats, errors } = record(report);
  const { expected, unexpected, flaky, skipped } = record(stats);
  const tally = {
    passed: count(expected) + count(flaky),
    failed: count(unexpected) + list(errors).length,
    skipped: count(skipped),
  };
  return withSecondTries(tally, count(flaky));
}

/**
 * The tests that failed, and those that passed only at the second try, each with its first error, and the errors
 * outside of every test.
 * @param {unknown} report
 * @returns {string[]}
 */
export function storyFailures(report) {
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
    .map(({ ok, title, tests }) => ({
      ok,
      title,
      tries: list(tests).flatMap((test) => list(record(test).results)),
    }))
    .map((spec) => ({ ...spec, first: spec.tries.flatMap((each) => list(record(each).errors))[0] }))
    .filter(({ ok, first }) => ok === false || first !== undefined)
    .map(({ ok, title, first }) => {
      const kind = ok === false ? 'Failed' : SECOND_TRY;
      return `${kind}: ${String(title)} (${name})\n${first === undefined ? 'no error is reported' : said(first)}`;
    });
  return [...failed, ...list(suite.suites).flatMap((inner) => failedIn(record(inner), name))];
}
