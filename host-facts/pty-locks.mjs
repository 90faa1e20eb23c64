// @ts-check
import { namesIn, textOf } from './files.mjs';

/** @typedef {import('../lib/host-rules/facts.mjs').StrayLock} StrayLock */

/** Folder of libvirt's locks on console ptys. */
const PTY_LOCKS = '/var/lock';

/** The monolithic daemon or a modular one (virtqemud); a process name has 15 characters at most. */
const LIBVIRT_DAEMON = /^(libvirtd|virt[a-z]+d)$/;

/**
 * Locks on ptys that name a running process other than a libvirt daemon.
 * @param {{ folder?: string, processes?: string }} [places] others in tests
 * @returns {StrayLock[]}
 */
export function readStrayLocks({ folder = PTY_LOCKS, processes = '/proc' } = {}) {
  return namesIn(folder).flatMap((name) => {
    const number = /^LCK\.\._pts_(\d+)$/.exec(name)?.[1];
    if (number === undefined) return [];
    const file = `${folder}/${name}`;
    const pid = Number.parseInt(textOf(file), 10);
    const program = Number.isNaN(pid) ? '' : textOf(`${processes}/${pid}/comm`).trim();
    if (program === '' || LIBVIRT_DAEMON.test(program)) return [];
    return [{ file, pty: `/dev/pts/${number}`, pid, program }];
  });
}
