// @ts-check
import { readdirSync, readFileSync } from 'node:fs';
import { complaint, run } from '../command.mjs';
import { advice, fine } from './finding.mjs';
import { asTyped, privilege } from './privilege.mjs';

/** @typedef {import('./finding.mjs').Step} Step */

const LOCKS = '/var/lock';

/** @param {string} file */
function read(file) {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return '';
  }
}

/** @param {string} folder */
function namesIn(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/**
 * The locks on ptys that name a running process other than a libvirt daemon; lib/domain/host-checks/pty-locks.ts
 * implements the same rule and explains their origin.
 * @param {string} [folder] another one in tests
 */
export function strayLocks(folder = LOCKS) {
  return namesIn(folder)
    .filter((name) => /^LCK\.\._pts_\d+$/.test(name))
    .map((name) => `${folder}/${name}`)
    .filter((file) => {
      const program = read(`/proc/${Number.parseInt(read(file), 10)}/comm`);
      return program !== '' && !/^(libvirtd|virt[a-z]+d)$/.test(program);
    });
}

/** @type {Step} */
export const ptyLocks = {
  name: 'locks on terminals',
  for: ['test', 'start', 'dev'],
  after: ['libvirt'],
  async inspect() {
    const stray = strayLocks();
    if (stray.length === 0) return fine('no stale locks');
    const remove = ['rm', '-f', ...stray];
    const { granted, elevate } = await privilege();
    return advice(
      'a killed libvirtd left locks behind, so serial ports on these terminals accept no input',
      [asTyped(`rm ${stray.join(' ')}`)],
      granted
        ? async () => {
            const result = await run(elevate(remove));
            if (result.code !== 0) throw new Error(complaint(result));
          }
        : undefined,
    );
  },
};
