// @ts-check

/**
 * The result of a check: what was found, and the fix, which is empty when there is nothing to do.
 * @typedef {object} Verdict
 * @property {'ok' | 'warn' | 'fail'} status
 * @property {string} reason
 * @property {string} fix
 */

/**
 * The user who will type the commands of a fix, and where. Containers and minimal systems may lack systemd; daemons are
 * started directly there.
 * @typedef {object} Operator
 * @property {boolean} isRoot
 * @property {boolean} hasSystemd
 */

/**
 * @param {string} reason
 * @returns {Verdict}
 */
export const ok = (reason) => ({ status: 'ok', reason, fix: '' });

/**
 * @param {string} reason
 * @param {string} fix
 * @returns {Verdict}
 */
export const warn = (reason, fix) => ({ status: 'warn', reason, fix });

/**
 * @param {string} reason
 * @param {string} fix
 * @returns {Verdict}
 */
export const fail = (reason, fix) => ({ status: 'fail', reason, fix });

/**
 * One shell line, with sudo where needed; `why` becomes a comment at its end.
 * @param {readonly string[]} commands
 * @param {Pick<Operator, 'isRoot'>} operator
 */
export function commandLine(commands, { isRoot }, why = '') {
  const line = commands.map((command) => (isRoot ? command : `sudo ${command}`)).join(' && ');
  return why === '' ? line : `${line}   # ${why}`;
}
