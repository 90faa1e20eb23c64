// @ts-check

/** @typedef {import('./finding.mjs').Finding} Finding */
/** @typedef {import('./finding.mjs').Purpose} Purpose */
/** @typedef {import('./finding.mjs').Step} Step */
/** @typedef {import('./progress.mjs').Progress} Progress */

const MARKS = /** @type {const} */ ({ fine: '✓', advice: '!', missing: '✗' });

/**
 * Takes the steps in order. After the first one that cannot be repaired the rest are only looked at, so that a
 * person sees everything that is missing at once.
 *
 * @param {Step[]} steps
 * @param {Purpose} purpose
 * @param {{ checkOnly: boolean, progress: Progress }} options
 * @returns {Promise<boolean>} whether all is ready
 */
export async function runSteps(steps, purpose, { checkOnly, progress }) {
  let ready = true;
  for (const step of steps) {
    progress.begin(step.name);
    let finding = await step.inspect(purpose);
    let failure = '';
    if (finding.state !== 'fine' && finding.repair && ready && !checkOnly) {
      progress.announce(finding.text);
      ({ finding, failure } = await repair(step, purpose, finding, progress));
    }
    progress.end(MARKS[finding.state], explain(finding, failure));
    const wouldChange = checkOnly && finding.repair !== undefined;
    if (finding.state === 'missing' || wouldChange) ready = false;
  }
  return ready;
}

/**
 * Repairs and looks again: the second look decides, not the exit code of what was run.
 * @param {Step} step
 * @param {Purpose} purpose
 * @param {Finding} before
 * @param {Progress} progress
 */
async function repair(step, purpose, before, progress) {
  let failure = '';
  const { repair: act = () => Promise.resolve() } = before;
  try {
    await act((text) => progress.working(text));
  } catch (error) {
    failure = error instanceof Error ? error.message : String(error);
  }
  const after = await step.inspect(purpose);
  return { finding: after, failure: after.state === 'fine' ? '' : failure };
}

/**
 * @param {Finding} finding
 * @param {string} failure
 */
function explain({ text, todo = [] }, failure) {
  const lines = [text];
  if (failure !== '') lines.push(failure);
  if (todo.length > 0) lines.push(`run: ${todo.join('\n     ')}`);
  return lines.join('\n');
}
