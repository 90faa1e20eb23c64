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
