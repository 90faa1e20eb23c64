// @ts-check
import { run } from '../command.mjs';

/**
 * How to run commands that change the host. sudo must never prompt: a preparation started by a script must not hang on a
 * password.
 * @typedef {object} Privilege
 * @property {boolean} granted
 * @property {(command: string[]) => string[]} elevate
 */

const isRoot = () => process.getuid?.() === 0;

/** @type {Promise<Privilege> | undefined} */
let known;

/** @returns {Promise<Privilege>} */
async function find() {
  if (isRoot()) return { granted: true, elevate: (command) => command };
  const sudo = await run(['sudo', '-n', 'true']);
  return { granted: sudo.code === 0, elevate: (command) => ['sudo', '-n', ...command] };
}

/** Determined once, and only if something has to be changed. */
export function privilege() {
  known ??= find();
  return known;
}

/**
 * The command as a user would type it.
 * @param {string} command
 */
export const asTyped = (command) => (isRoot() ? command : `sudo ${command}`);
