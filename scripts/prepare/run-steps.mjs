// @ts-check

/** @typedef {import('./finding.mjs').Finding} Finding */
/** @typedef {import('./finding.mjs').Purpose} Purpose */
/** @typedef {import('./finding.mjs').Step} Step */
/** @typedef {import('./progress.mjs').Progress} Progress */
/** @typedef {import('./progress.mjs').StepProgress} StepProgress */

const MARKS = /** @type {const} */ ({ fine: '✓', advice: '!', missing: '✗' });

/**
 * Inspects all steps, then repairs; independent steps are repaired in parallel. If a repair fails, no further repair is
 * started, and the remaining steps are reported as inspected, so that everything that is missing is shown at once.
 *
 * @param {Step[]} steps
 * @param {Purpose} purpose
 * @param {{ checkOnly: boolean, progress: Progress }} options
 * @returns {Promise<boolean>} whether all is ready
 */
export async function runSteps(steps, purpose, { checkOnly, progress }) {
  const seen = await Promise.all(steps.map(async (step) => ({ step, finding: await step.inspect(purpose) })));
  const repairable = seen.filter(({ finding }) => finding.state !== 'fine' && finding.repair);
  if (checkOnly || repairable.length === 0 || isHopeless(seen)) {
    for (const { step, finding } of seen)
      progress.begin(step.name).end(MARKS[finding.state], explain(finding));
    return seen.every(({ finding }) => finding.state !== 'missing' && !(checkOnly && finding.repair));
  }
  return new Repairs(purpose, progress).run(seen);
}

/**
 * Whether to only report what is missing: `npm start -- --check` passes the flag to the script, `npm start --check` turns
 * it into an npm setting.
 * @param {string[]} args
 */
export const isCheckOnly = (args) => args.includes('--check') || process.env.npm_config_check === 'true';

/** @typedef {{ step: Step, finding: Finding }} Seen */

/**
 * Whether something is missing that cannot be repaired, neither by its own step nor by the steps it depends on.
 * @param {Seen[]} seen
 */
function isHopeless(seen) {
  /** @type {Set<string>} */
  const changing = new Set();
  for (const { step, finding } of seen) {
    const mayChange = step.after?.some((name) => changing.has(name)) === true;
    if (mayChange || (finding.state !== 'fine' && finding.repair)) changing.add(step.name);
    else if (finding.state === 'missing') return true;
  }
  return false;
}

class Repairs {
  #purpose;
  #progress;
  #ready = true;

  /**
   * @param {Purpose} purpose
   * @param {Progress} progress
   */
  constructor(purpose, progress) {
    this.#purpose = purpose;
    this.#progress = progress;
  }

  /**
   * @param {Seen[]} seen each after those that it depends on
   * @returns {Promise<boolean>}
   */
  async run(seen) {
    /** Whether the step has changed something. @type {Map<string, Promise<boolean>>} */
    const begun = new Map();
    for (const { step, finding } of seen) {
      const before = (step.after ?? []).flatMap((name) => begun.get(name) ?? []);
      begun.set(step.name, this.#take(step, finding, before));
    }
    await Promise.all(begun.values());
    return this.#ready;
  }

  /**
   * @param {Step} step
   * @param {Finding} seen
   * @param {Promise<boolean>[]} before
   */
  async #take(step, seen, before) {
    const changed = (await Promise.all(before)).includes(true);
    const progress = this.#progress.begin(step.name);
    let finding = changed ? await step.inspect(this.#purpose) : seen;
    let failure = '';
    const repairs = finding.state !== 'fine' && finding.repair !== undefined && this.#ready;
    if (repairs) {
      progress.announce(finding.text);
      ({ finding, failure } = await this.#repair(step, finding, progress));
    }
    progress.end(MARKS[finding.state], explain(finding, failure));
    if (finding.state === 'missing') this.#ready = false;
    return changed || repairs;
  }

  /**
   * Repairs and inspects again: the second inspection decides, not exit codes.
   * @param {Step} step
   * @param {Finding} before
   * @param {StepProgress} progress
   */
  async #repair(step, before, progress) {
    let failure = '';
    const { repair: act = () => Promise.resolve() } = before;
    try {
      await act((text) => progress.working(text));
    } catch (error) {
      failure = error instanceof Error ? error.message : String(error);
    }
    const after = await step.inspect(this.#purpose);
    return { finding: after, failure: after.state === 'fine' ? '' : failure };
  }
}

/**
 * @param {Finding} finding
 * @param {string} [failure]
 */
function explain({ text, todo = [] }, failure = '') {
  const lines = [text];
  if (failure !== '') lines.push(failure);
  if (todo.length > 0) lines.push(`run: ${todo.join('\n     ')}`);
  return lines.join('\n');
}
