// @ts-check
import { commandLine, ok, warn } from './verdict.mjs';

/** @typedef {import('./facts.mjs').StrayLock} StrayLock */
/** @typedef {import('./verdict.mjs').Operator} Operator */
/** @typedef {import('./verdict.mjs').Verdict} Verdict */

/**
 * Whether libvirt is kept from opening a console that nobody has open. A killed libvirtd leaves its locks behind, and they
 * take effect again once another program gets its process id. libvirt itself removes locks that name no running process.
 * @param {readonly StrayLock[]} locks
 * @param {Pick<Operator, 'isRoot'>} operator
 * @returns {Verdict}
 */
export function checkPtyLocks(locks, operator) {
  const [first] = locks;
  if (first === undefined) return ok('no stale lock of a killed libvirtd blocks a serial port');
  const holder = `${first.pty} is held by process ${first.pid} (${first.program})`;
  const others = locks.length > 1 ? `, and ${locks.length - 1} more` : '';
  return warn(
    `a killed libvirtd left locks behind, so serial ports on these terminals accept no input: ${holder}${others}`,
    commandLine([`rm ${locks.map(({ file }) => file).join(' ')}`], operator),
  );
}
