// @ts-check
import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import { complaint, run } from '../command.mjs';
import { advice, fine, missing } from './finding.mjs';
import { daemonState } from './libvirt-daemons-step.mjs';
import { asTyped, privilege } from './privilege.mjs';

/** @typedef {import('./finding.mjs').Finding} Finding */
/** @typedef {import('./finding.mjs').Step} Step */

const URI = 'qemu:///system';
const GROUP = 'libvirt';

/** @param {string} user */
async function isMember(user) {
  // Of the group database: what this process was given at its login may be older.
  const asked = await run(['id', '-nG', user]);
  return asked.stdout.trim().split(/\s+/).includes(GROUP);
}

/**
 * polkit reads the group database at every question, so that a new member needs no new login; a socket that is the
 * group's alone looks at what the process was given at its login, and for that there is `sg`.
 * @param {string} reason
 * @returns {Promise<Finding>}
 */
async function notAllowed(reason) {
  const text = `this user may not use ${URI}\n${reason}`.trim();
  // polkit is asked over D-Bus; without it libvirt lets in nobody but root.
  if (!existsSync('/run/dbus/system_bus_socket'))
    return missing(text, ['the same as root (there is no D-Bus)']);
  const user = userInfo().username;
  const again = `sg ${GROUP} -c 'npm start'`;
  if (await isMember(user)) return missing(text, [`${again}   # or log in again`]);
  const join = ['usermod', '--append', '--groups', GROUP, user];
  const { granted, elevate } = await privilege();
  const repair = async (/** @type {(text: string) => void} */ progress) => {
    progress(`adding ${user} to the group ${GROUP}`);
    const result = await run(elevate(join));
    if (result.code !== 0) throw new Error(complaint(result));
  };
  return missing(text, [asTyped(join.join(' ')), again], granted ? repair : undefined);
}

/**
 * Being let in by the socket is not enough for ordinary users: polkit decides afterwards.
 * @type {Step}
 */
export const libvirtAccess = {
  name: 'libvirt access',
  for: ['test', 'start', 'dev'],
  async inspect() {
    if (process.getuid?.() === 0) return fine('root');
    const daemon = await daemonState();
    if (daemon === 'forbidden') return notAllowed('its socket is closed to this user');
    if (daemon !== 'answers') return advice('cannot be seen while libvirtd does not answer');
    const asked = await run(['virsh', '--connect', URI, 'uri']);
    if (asked.code !== 0) return notAllowed(complaint(asked));
    const { username } = userInfo();
    return fine(
      (await isMember(username)) ? `${username} is in the group ${GROUP}` : `${username} is let in`,
    );
  },
};
