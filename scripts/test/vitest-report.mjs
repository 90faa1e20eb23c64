// @ts-check
import path from 'node:path';
import { list, record } from '../json.mjs';
import { SECOND_TRY, withSecondTries } from './tally.mjs';

/** @typedef {import('./tally.mjs').Tally} Tally */

/**
 * Counts the tests in Vitest's JSON report, and as one failed test each file that failed as a whole: one that
 * could not be imported, or whose hooks threw, has no failed test of its own. Where too many passed only at the second
 * try, those have failed.
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
  return withSecondTries(tally, secondTries(report));
}

/** Lines of a message that are shown: what was waited for and what was there instead, not the whole stack. */
const SHOWN = 60;

/** @param {unknown} messages */
const shown = (messages) => list(messages).join('\n').split('\n').slice(0, SHOWN).join('\n');

/**
 * The tests that failed, and those that passed only at a second try, each with what it said: a rarer defect, of the
 * product or of the test, would be hard to reproduce. Shown at the end of a run, of which often only the end is kept.
 * @param {unknown} report
 * @returns {string[]}
 */
export function failures(report) {
  return list(record(report).testResults)
    .map(record)
    .flatMap((file) => {
      const tests = list(file.assertionResults).map(record);
      const told = tests
        .filter((test) => list(test.failureMessages).length > 0)
        .map((test) => {
          const kind = test.status === 'passed' ? SECOND_TRY : 'Failed';
          return `${kind}: ${String(test.fullName)} (${String(file.name)})\n${shown(test.failureMessages)}`;
        });
      const whole = file.status === 'failed' && !tests.some(({ status }) => status === 'failed');
      return whole ? [`Failed as a whole: ${String(file.name)}\n${shown([file.message])}`, ...told] : told;
    });
}

/** @param {unknown} report @returns {number} */
const secondTries = (report) =>
  list(record(report).testResults)
    .flatMap((file) => list(record(file).assertionResults))
    .map(record)
    .filter((test) => test.status === 'passed' && list(test.failureMessages).length > 0).length;

/**
 * One report of several.
 * @param {unknown[]} reports
 */
export const together = (reports) => ({
  testResults: reports.flatMap((report) => list(record(report).testResults)),
});

/** Files that take less do not decide when a run ends. */
const LONG_SECONDS = 3;

/**
 * What the files took that are long, by their path in `root`: `scripts/test/durations.json`.
 * @param {unknown} report
 * @param {string} root
 * @returns {Record<string, number>}
 */
export function longFiles(report, root) {
  const files = list(record(report).testResults)
    .map(record)
    .map(({ name, startTime, endTime }) => ({
      file: path.relative(root, String(name)),
      seconds: Math.round((Number(endTime) - Number(startTime)) / 1000),
    }))
    .filter(({ seconds }) => seconds >= LONG_SECONDS)
    .sort((one, other) => other.seconds - one.seconds);
  return Object.fromEntries(files.map(({ file, seconds }) => [file, seconds]));
}

const SLOWEST = 15;

/**
 * The slowest tests, longest first, to show where the time goes. A title and a line for each; empty without a test.
 * @param {unknown} report
 * @returns {string[]}
 */
export function slowestTests(report) {
  const tests = list(record(report).testResults)
    .map(record)
    .flatMap((file) => list(file.assertionResults).map(record))
    .map(({ fullName, duration }) => ({ name: String(fullName), seconds: Number(duration ?? 0) / 1000 }))
    .sort((one, other) => other.seconds - one.seconds)
    .slice(0, SLOWEST);
  const lines = tests.map(({ name, seconds }) => `${seconds.toFixed(1).padStart(7)} s  ${name}`);
  return lines.length === 0 ? [] : ['slowest tests:', ...lines];
}
