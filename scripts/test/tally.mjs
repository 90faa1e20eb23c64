// @ts-check

/** @typedef {{ passed: number, failed: number, skipped: number }} Tally */

/**
 * @param {Tally[]} tallies
 * @returns {Tally}
 */
export function sum(tallies) {
  return {
    passed: tallies.reduce((total, { passed }) => total + passed, 0),
    failed: tallies.reduce((total, { failed }) => total + failed, 0),
    skipped: tallies.reduce((total, { skipped }) => total + skipped, 0),
  };
}

/**
 * How often a failed test is tried again. CI's machines may be busy with other things: a second try tells a defect from a
 * bad moment of theirs. `npm test` prints what the first one said.
 */
export const RETRIES = process.env.CI === undefined ? 0 : 1;

/** So many tests of a suite may need the second try. More are no bad moment. */
const SECOND_TRIES_MAX = 2;

/** How a test is listed that did. */
export const SECOND_TRY = 'Passed only at the second try';

/**
 * @param {Tally} tally  in which tests count as passed that passed only at the second try
 * @param {number} again  how many did
 * @returns {Tally}
 */
export const withSecondTries = (tally, again) =>
  again <= SECOND_TRIES_MAX
    ? tally
    : { ...tally, passed: tally.passed - again, failed: tally.failed + again };

/**
 * What CI reads: always the last line of `npm test`.
 * @param {Tally} tally
 */
export const summary = ({ passed, failed, skipped }) =>
  `${passed} passed, ${failed} failed, ${skipped} skipped`;

/**
 * A suite whose report looks green may still have failed: it crashed, reported nothing, or saw an error that
 * belongs to no test. Each of these must end up as a failed test.
 * @param {string} suite
 * @param {Tally | undefined} reported  undefined when the suite left no report
 * @param {number} exitCode
 * @param {string[]} [filters]  requested names; a suite need not match them
 * @returns {{ tally: Tally, problem: string }} `problem` is empty when the report can be believed
 */
export function judge(suite, reported, exitCode, filters = []) {
  const tally = reported ?? { passed: 0, failed: 0, skipped: 0 };
  const asFailed = { ...tally, failed: tally.failed + 1 };
  if (reported === undefined) {
    return { tally: asFailed, problem: `${suite} ended with code ${exitCode} before it reported anything` };
  }
  if (tally.failed > 0) return { tally, problem: '' };
  if (tally.passed + tally.skipped === 0 && filters.length === 0)
    return { tally: asFailed, problem: `${suite} ran no test` };
  if (exitCode === 0) return { tally, problem: '' };
  return { tally: asFailed, problem: `${suite} ended with code ${exitCode} though no test of it failed` };
}

/**
 * All suites together. Names that match in no suite are a mistake, not a success.
 * @param {Tally[]} tallies
 * @param {string[]} filters
 * @returns {{ tally: Tally, problem: string }}
 */
export function judgeAll(tallies, filters) {
  const tally = sum(tallies);
  if (tally.passed + tally.failed + tally.skipped > 0) return { tally, problem: '' };
  return {
    tally: { ...tally, failed: 1 },
    problem: `no suite has a test file named ${filters.join(' or ')}`,
  };
}
