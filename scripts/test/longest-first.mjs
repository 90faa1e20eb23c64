// @ts-check
import path from 'node:path';
import { record } from '../json.mjs';
import { ROOT } from '../root.mjs';

/**
 * Seconds that the long files took, by their path; `UPDATE_TEST_DURATIONS=1 npm test` rewrites them. Only their
 * order matters, so another machine's durations also serve.
 */
export const DURATIONS = path.join(ROOT, 'scripts/test/durations.json');

/** A file that is not in the table is short; among those the larger is likely the longer. */
const BYTES_PER_SECOND = 10_000;

/**
 * The order in which two workers are busy until the end: a long file that came last would run alone.
 * @template T
 * @param {readonly T[]} specs
 * @param {(spec: T) => { group: number, file: string, bytes: number }} factsOf  `file`: relative to the repository
 * @param {unknown} durations
 * @returns {T[]}
 */
export function longestFirst(specs, factsOf, durations) {
  const known = record(durations);
  const weighed = specs.map((spec) => {
    const { group, file, bytes } = factsOf(spec);
    const seconds = known[file];
    return { spec, group, seconds: typeof seconds === 'number' ? seconds : bytes / BYTES_PER_SECOND };
  });
  return weighed
    .sort((one, other) => one.group - other.group || other.seconds - one.seconds)
    .map(({ spec }) => spec);
}
