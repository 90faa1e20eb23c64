// @ts-check
// Runs every suite and ends with one line that counts them all. `npm test -- <filters>` passes the filters to the
// suites that know them and leaves the others out; `--check` only reports what is missing.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isCheckOnly } from './prepare/run-steps.mjs';
import { main } from './prepare/main.mjs';
import { ROOT } from './root.mjs';
import { inOrder } from './test/in-order.mjs';
import { domainLogs, leftBehind } from './test/leftovers.mjs';
import { DURATIONS } from './test/longest-first.mjs';
import { SUITES } from './test/suites.mjs';
import { judge, judgeAll, summary } from './test/tally.mjs';
import { longFiles, slowestTests, together } from './test/vitest-report.mjs';

const filters = process.argv.slice(2);
if (isCheckOnly(filters)) process.exit(await main(['test', '--check']));
const suites = SUITES.filter((suite) => filters.length === 0 || suite.takesFilters);

const logsBefore = domainLogs();
const reportFolder = mkdtempSync(path.join(tmpdir(), 'ven-test-'));
const waiting = [...suites];
const outputs = inOrder(suites.length, (text) => process.stdout.write(text));

/**
 * @param {import('./test/suites.mjs').Suite} suite
 * @param {import('./test/in-order.mjs').Output} output
 */
async function runSuite(suite, output) {
  output.write(`\n── ${suite.name} ──\n`);
  const result = await suite.run({ filters, reportFolder, print: output.write });
  output.end();
  return { ...result, ...judge(suite.name, result.reported, result.exitCode, filters) };
}

/** @param {'processor' | 'guests'} lane */
async function runLane(lane) {
  const results = [];
  for (;;) {
    const suite =
      waiting.find((each) => each.lane === lane) ?? waiting.find((each) => each.lane === 'either');
    if (suite === undefined) return results;
    waiting.splice(waiting.indexOf(suite), 1);
    const output = outputs[suites.indexOf(suite)];
    if (output !== undefined) results.push(await runSuite(suite, output));
  }
}

const results = await Promise.all([runLane('processor'), runLane('guests')])
  .then((lanes) => lanes.flat())
  .finally(() => rmSync(reportFolder, { recursive: true, force: true }));

const report = together(results.map(({ report }) => report));
const tables = [slowestTests(report), ...results.map(({ coverage = [] }) => coverage)];
for (const table of tables.filter(({ length }) => length > 0)) console.log(['', ...table].join('\n'));
if (process.env.UPDATE_TEST_DURATIONS === '1' && filters.length === 0)
  writeFileSync(DURATIONS, `${JSON.stringify(longFiles(report, ROOT), undefined, 2)}\n`);

const { tally: total, problem } = judgeAll(
  results.map(({ tally }) => tally),
  filters,
);
/** Printed last, where readers look first. */
const remarks = [...results.flatMap(({ remarks = [] }) => remarks), ...leftBehind(logsBefore, domainLogs())];
const problems = [...results.map((result) => result.problem), problem].filter((text) => text !== '');
for (const remark of remarks) console.log(`! ${remark}\n`);
for (const problem of problems) console.log(`✗ ${problem}`);
console.log(`\n${summary(total)}`);
process.exitCode = total.failed === 0 ? 0 : 1;
