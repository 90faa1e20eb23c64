// @ts-check
import { spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { GATES } from '../check/gates.mjs';
import { runGates } from '../check/run-gates.mjs';
import { readJson } from '../json.mjs';
import { browser } from '../prepare/browser-step.mjs';
import { ROOT } from '../root.mjs';
import { countPlaywright } from './playwright-report.mjs';
import { DURATIONS } from './longest-first.mjs';
import { countVitest, longFiles, secondTries, slowestTests } from './vitest-report.mjs';

/** @typedef {import('./tally.mjs').Tally} Tally */
/** @typedef {{ reported: Tally | undefined, exitCode: number, remarks?: string[] }} SuiteResult */

/**
 * @typedef {object} Suite
 * @property {string} name
 * @property {boolean} takesFilters  whether it runs when `npm test -- …` names what to run
 * @property {(context: { filters: string[], reportFolder: string }) => Promise<SuiteResult>} run
 */

/**
 * Runs a test tool of node_modules with its output going straight to ours.
 * @param {string[]} command
 * @param {Record<string, string>} [environment] added to ours
 * @returns {Promise<number>} exit code
 */
function stream([program = '', ...args], environment = {}) {
  return new Promise((resolve) => {
    const child = spawn(path.join(ROOT, 'node_modules', '.bin', program), args, {
      cwd: ROOT,
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    child.on('error', () => resolve(127));
    child.on('close', (code) => resolve(code ?? 128));
  });
}

/** @type {Suite} */
const gates = {
  name: 'static gates',
  takesFilters: false,
  async run() {
    const results = await runGates(GATES, (text) => process.stdout.write(text));
    const passed = results.filter((result) => result.passed).length;
    return { reported: { passed, failed: results.length - passed, skipped: 0 }, exitCode: 0 };
  },
};

/** @type {Suite} */
const vitest = {
  name: 'vitest',
  takesFilters: true,
  async run({ filters, reportFolder }) {
    const report = path.join(reportFolder, 'vitest.json');
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
    // What was asked for by name may be in another suite.
    const none = filters.length > 0 ? ['--passWithNoTests'] : [];
    const exitCode = await stream(['vitest', 'run', ...reporters, ...none, ...filters]);
    if (!existsSync(report)) return { reported: undefined, exitCode };
    const results = readJson(report);
    for (const line of slowestTests(results)) console.log(line);
    if (process.env.UPDATE_TEST_DURATIONS === '1' && filters.length === 0)
      writeFileSync(DURATIONS, `${JSON.stringify(longFiles(results, ROOT), undefined, 2)}\n`);
    return { reported: countVitest(results), exitCode, remarks: secondTries(results) };
  },
};

/** @type {Suite} */
const playwright = {
  name: 'playwright',
  takesFilters: true,
  async run({ filters, reportFolder }) {
    const report = path.join(reportFolder, 'playwright.json');
    const command = ['playwright', 'test', '--reporter=list,json', '--pass-with-no-tests', ...filters];
    const exitCode = await stream(command, { PLAYWRIGHT_JSON_OUTPUT_FILE: report });
    if (!existsSync(report)) return { reported: undefined, exitCode };
    const { state, text, todo = [] } = await browser.inspect('test');
    const remarks = state === 'fine' ? [] : [`${text}; run: ${todo.join(' ')}`];
    return { reported: countPlaywright(readJson(report)), exitCode, remarks };
  },
};

/**
 * In the order in which they run: the cheapest to fail first.
 * @type {Suite[]}
 */
export const SUITES = [gates, vitest, playwright];
