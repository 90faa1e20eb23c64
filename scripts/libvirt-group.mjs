// @ts-check
import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { isMember } from '../host-facts/daemons.mjs';

export const GROUP = 'libvirt';
const SOCKET = '/run/libvirt/libvirt-sock';

/** Where only a group may open libvirt's socket (Ubuntu), the kernel checks the groups of this process. */
function isShutOut() {
  try {
    accessSync(SOCKET, constants.R_OK | constants.W_OK);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EACCES';
  }
}

/** Whether the socket is closed to this process because it started before its user became a member. */
export const lacksGroup = async () => isShutOut() && (await isMember());

/** @param {string} argument */
const quoted = (argument) => `'${argument.replaceAll("'", String.raw`'\''`)}'`;

/**
 * `sg` runs a command with a group that the user has in the database, without a new login.
 * @param {string[]} command
 */
export const withGroup = (command) => ['sg', GROUP, '-c', `exec ${command.map(quoted).join(' ')}`];

/**
 * Runs a command with the group in place of this process. `sg` waits for it but ends at once on SIGTERM, so every
 * termination signal is forwarded to the whole process group as an interrupt, which `sg` ignores and the command obeys.
 * @param {string[]} command
 * @returns {Promise<number>} exit code
 */
export function runWithGroup(command) {
  const [program = '', ...args] = withGroup(command);
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: 'inherit', detached: true });
    for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
      process.on(signal, () => {
        if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGINT');
      });
    }
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
}
