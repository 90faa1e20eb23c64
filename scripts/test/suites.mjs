// @ts-check
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { GATES } from '../check/gates.mjs';
import { runGates } from '../check/run-gates.mjs';
import { readJson } from '../json.mjs';
import { browser } from '../prepare/browser-step.mjs';
import { ROOT } from '../root.mjs';
import { coverageTable } from './coverage.mjs';
import { countPlaywright, storyFailures } from './playwright-report.mjs';
import { countVitest, failures } from './vitest-report.mjs';

/** @typedef {import('./tally.mjs').Tally} Tally */
/**
 * @typedef {object} SuiteResult
 * @property {Tally | undefined} reported  undefined when the suite left no report
 * @property {number} exitCode
 * @property {string[]} [remarks]
 * @property {unknown} [report]  Vitest's
 * @property {string[]} [coverage]  lines of a table
 */
/** @typedef {{ filters: string[], reportFolder: string, print: (text: string) => void }} SuiteContext */

/**
 * @typedef {object} Suite
 * @property {string} name
 * @property {'processor' | 'guests' | 'either'} lane  the suites of a lane run one after the other, the two lanes side
 *   by side: the first computes while the second often waits for its guests. `either`: in the one that has nothing else
 *   left to do
 * @property {boolean} takesFilters  whether it runs when `npm test -- …` names what to run
 * @property {(context: SuiteContext) => Promise<SuiteResult>} run
 */

/**
 * Runs a test tool of node_modules and hands on what it prints.
 * @param {string[]} command
 * @param {(text: string) => void} print
 * @param {Record<string, string>} [environment] added to ours
 * @returns {Promise<number>} exit code
 */
function stream([program = '', ...args], print, environment = {}) {
  return new Promise((resolve) => {
    const child = spawn(path.join(ROOT, 'node_modules', '.bin', program), args, {
      cwd: ROOT,
      env: { ...process.env, ...(process.stdout.isTTY ? { FORCE_COLOR: '1' } : {}), ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const output of [child.stdout, child.stderr]) output.setEncoding('utf8').on('data', print);
    child.on('error', () => resolve(127));
    child.on('close', (code) => resolve(code ?? 128));
  });
}

/** Guests often wait: with a worker less, a processor would wait with them. */
const workers = availableParallelism();

/** @type {Suite} */
const gates = {
  name: 'static gates',
  lane: 'processor',
  takesFilters: false,
  async run({ print }) {
    const results = await runGates(GATES, print, workers);
    const passed = results.filter((result) => result.passed).length;
    const remarks = results.filter((result) => !result.passed).map(({ gate }) => `Failed: ${gate.title}`);
    return { reported: { passed, failed: results.length - passed, skipped: 0 }, exitCode: 0, remarks };
  },
};

/**
 * @param {string} name
 * @param {Suite['lane']} lane
 * @param {string[]} projects  of vitest.config.ts
 * @param {number} maxWorkers
 * @param {{ measured?: boolean }} [options]  whether coverage is measured
 * @returns {Suite}
 */
const vitest = (name, lane, projects, maxWorkers, { measured = false } = {}) => ({
  name,
  lane,
  takesFilters: true,
  async run({ filters, reportFolder, print }) {
    const report = path.join(reportFolder, `${projects.join('-')}.json`);
    const chosen = projects.map((project) => `--project=${project}`);
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
    // The requested files may be in another suite.
    const none = filters.length > 0 ? ['--passWithNoTests'] : [];
    const coverage = path.join(reportFolder, 'coverage');
    const covered = measured && filters.length === 0;
    const measuring = covered
      ? ['--coverage.enabled', '--coverage.reporter=json-summary', `--coverage.reportsDirectory=${coverage}`]
      : [];
    const options = [...chosen, `--maxWorkers=${maxWorkers}`, ...reporters, ...measuring, ...none];
    const exitCode = await stream(['vitest', 'run', ...options, ...filters], print);
    if (!existsSync(report)) return { reported: undefined, exitCode };
    const results = readJson(report);
    const summary = path.join(coverage, 'coverage-summary.json');
    return {
      reported: countVitest(results),
      exitCode,
      remarks: failures(results),
      report: results,
      ...(covered && existsSync(summary) ? { coverage: coverageTable(readJson(summary), ROOT) } : {}),
    };
  },
});

/**
 * @param {string} project  of playwright.config.ts
 * @param {Suite['lane']} lane
 * @returns {Suite}
 */
const playwright = (project, lane) => ({
  name: `playwright: ${project}`,
  lane,
  takesFilters: true,
  async run({ filters, reportFolder, print }) {
    const report = path.join(reportFolder, `playwright-${project}.json`);
    // Each run clears its output folder first.
    const options = [`--project=${project}`, `--output=test-results/${project}`, '--pass-with-no-tests'];
    const command = ['playwright', 'test', '--reporter=list,json', ...options, ...filters];
    const exitCode = await stream(command, print, { PLAYWRIGHT_JSON_OUTPUT_FILE: report });
    if (!existsSync(report)) return { reported: undefined, exitCode };
    const { state, text, todo = [] } = await browser.inspect('test');
    const missing = state === 'fine' ? [] : [`${text}; run: ${todo.join(' ')}`];
    const results = readJson(report);
    const remarks = [...missing, ...storyFailures(results)];
    return { reported: countPlaywright(results), exitCode, remarks };
  },
});

/**
 * In the order in which they are shown, and in which those of a lane run: the cheapest to fail first.
 * @type {Suite[]}
 */
export const SUITES = [
  gates,
  vitest('unit tests', 'processor', ['unit', 'postgresql'], workers, { measured: true }),
  vitest('integration tests', 'processor', ['integration'], 2),
  vitest('tests of ven', 'either', ['cli'], 2),
  playwright('others', 'either'),
  vitest('guests', 'guests', ['guests'], 2),
  playwright('story', 'guests'),
];
