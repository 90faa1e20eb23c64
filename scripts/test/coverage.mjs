// @ts-check
import path from 'node:path';
import { record } from '../json.mjs';

/** @param {unknown} counted  of `coverage-summary.json` */
function counts(counted) {
  const { total, covered } = record(counted);
  return { total: Number(total ?? 0), covered: Number(covered ?? 0) };
}

/** @param {{ total: number, covered: number }} counts */
const percent = ({ total, covered }) =>
  `${total === 0 ? '–' : ((100 * covered) / total).toFixed(1)} %`.padStart(9);

/**
 * A table of what the tests have executed, a line for each top folder; empty without coverage.
 * @param {unknown} summary  Istanbul's `coverage-summary.json`
 * @param {string} root  the repository
 * @returns {string[]}
 */
export function coverageTable(summary, root) {
  /** @type {Map<string, { lines: { total: number, covered: number }, branches: { total: number, covered: number } }>} */
  const folders = new Map();
  for (const [file, of] of Object.entries(record(summary))) {
    const name = file === 'total' ? 'all' : (path.relative(root, file).split(path.sep)[0] ?? '');
    const folder = folders.get(name) ?? {
      lines: { total: 0, covered: 0 },
      branches: { total: 0, covered: 0 },
    };
    for (const kind of /** @type {const} */ (['lines', 'branches'])) {
      const { total, covered } = counts(record(of)[kind]);
      folder[kind].total += total;
      folder[kind].covered += covered;
    }
    folders.set(name, folder);
  }
  if (folders.size === 0) return [];
  const rows = [...folders].sort(([one], [other]) => Number(one === 'all') - Number(other === 'all'));
  return [
    `${'coverage by unit tests'.padEnd(22)}     lines  branches`,
    ...rows.map(
      ([name, { lines, branches }]) => `${`  ${name}`.padEnd(22)} ${percent(lines)} ${percent(branches)}`,
    ),
  ];
}
