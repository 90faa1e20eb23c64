// @ts-check
// Runs every suite and ends with one line that counts them all. `npm test -- <filters>` passes the filters to the
// suites that know them and leaves the others out; `--check` only reports what is missing.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isCheckOnly } from './check-only.mjs';
import { main } from './prepare/main.mjs';
import { domainLogs, leftBehind } from './test/leftovers.mjs';
import { SUITES } from './test/suites.mjs';
import { judge, judgeAll, summary } from './test/tally.mjs';

const filters = process.argv.slice(2);
if (isCheckOnly(filters)) process.exit(await main(['test', '--check']));
const suites = SUITES.filter((suite) => filters.length === 0 || suite.takesFilters);

const logsBefore = domainLogs();
const reportFolder = mkdtempSync(path.join(tmpdir(), 'ven-test-'));
const tallies = [];
const problems = [];
/** Told at the end, where people look. @type {string[]} */
const remarked = [];
try {
  for (const suite of suites) {
    console.log(`\n── ${suite.name} ──`);
    const { reported, exitCode, remarks = [] } = await suite.run({ filters, reportFolder });
    const { tally, problem } = judge(suite.name, reported, exitCode, filters);
    tallies.push(tally);
    if (problem !== '') problems.push(problem);
    remarked.push(...remarks);
  }
} finally {
  rmSync(reportFolder, { recursive: true, force: true });
}

const { tally: total, problem } = judgeAll(tallies, filters);
if (problem !== '') problems.push(problem);
remarked.push(...leftBehind(logsBefore, domainLogs()));
for (const remark of remarked) console.log(`! ${remark}\n`);
for (const problem of problems) console.log(`✗ ${problem}`);
console.log(`\n${summary(total)}`);
process.exitCode = total.failed === 0 ? 0 : 1;
