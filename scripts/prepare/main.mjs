// @ts-check
import { Progress } from './progress.mjs';
import { isCheckOnly, runSteps } from './run-steps.mjs';
import { STEPS } from './steps.mjs';

/** @typedef {import('./finding.mjs').Purpose} Purpose */

/**
 * @param {string[]} args
 * @returns {Promise<number>} exit code
 */
export async function main(args) {
  const checkOnly = isCheckOnly(args);
  // The script that npm runs afterwards prints the report.
  if (checkOnly && process.env.npm_lifecycle_event?.startsWith('pre') === true) return 0;
  const [wanted = 'test', ...rest] = args.filter((argument) => argument !== '--check');
  const purpose = /** @type {Purpose[]} */ (['test', 'start', 'dev']).find((known) => known === wanted);
  if (purpose === undefined || rest.length > 0) {
    console.error('usage: node scripts/prepare.mjs [test|start|dev] [--check]');
    return 2;
  }
  const steps = STEPS.filter((step) => step.for.includes(purpose));
  const ready = await runSteps(steps, purpose, { checkOnly, progress: new Progress(process.stdout) });
  return ready ? 0 : 1;
}
