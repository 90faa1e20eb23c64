// @ts-check

/**
 * The result of a step's inspection.
 *
 * `fine`: nothing to do. `advice`: works, but not well; never fails a preparation. `missing`: required. `todo` lists
 * the commands that a person would run; `repair` does the same automatically and is absent if this process lacks the
 * rights.
 *
 * @typedef {object} Finding
 * @property {'fine' | 'advice' | 'missing'} state
 * @property {string} text
 * @property {string[]} [todo]
 * @property {(progress: (text: string) => void) => Promise<void>} [repair] throws an Error saying why it failed
 */

/** @typedef {import('../../lib/host-rules/packages.mjs').Purpose} Purpose what the machine is prepared for */

/**
 * @typedef {object} Step
 * @property {string} name
 * @property {Purpose[]} for
 * @property {string[]} [after]  names of the steps that it depends on; their repairs are complete before it begins
 * @property {(purpose: Purpose) => Promise<Finding>} inspect  changes nothing; also run after a repair to prove it
 */

/**
 * @param {string} text
 * @returns {Finding}
 */
export const fine = (text) => ({ state: 'fine', text });

/**
 * @param {string} text
 * @param {string[]} todo
 * @param {Finding['repair']} [repair]
 * @returns {Finding}
 */
export const missing = (text, todo, repair) => ({
  state: 'missing',
  text,
  todo,
  ...(repair ? { repair } : {}),
});

/**
 * @param {string} text
 * @param {string[]} [todo]
 * @param {Finding['repair']} [repair]
 * @returns {Finding}
 */
export const advice = (text, todo = [], repair) => ({
  state: 'advice',
  text,
  todo,
  ...(repair ? { repair } : {}),
});

/**
 * What a rule for hosts says, as the result of a step that repairs it.
 * @param {import('../../lib/host-rules/verdict.mjs').Verdict} verdict
 * @param {Finding['repair']} [repair]
 * @returns {Finding}
 */
export function findingOf({ status, reason, fix }, repair) {
  if (status === 'ok') return fine(reason);
  return status === 'warn' ? advice(reason, [fix], repair) : missing(reason, [fix], repair);
}
