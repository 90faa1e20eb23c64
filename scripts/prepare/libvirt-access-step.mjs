// @ts-check
import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import { complaint, run } from '../command.mjs';
import { GROUP, isMember, withGroup } from '../libvirt-group.mjs';
import { advice, fine, missing } from './finding.mjs';
import { daemonState } from './libvirt-daemons-step.mjs';
import { asTyped, privilege } from './privilege.mjs';

/** @typedef {import('./finding.mjs').Finding} Finding */
/** @typedef {import('./finding.mjs').Purpose} Purpose */
/** @typedef {import('./finding.mjs').Step} Step */

/**
 * What is known about an ordinary user.
 * @typedef {object} Seen
 * @property {string} user
 * @property {'socket' | 'polkit' | 'nobody'} refusedBy
 * @property {string} reason
 * @property {boolean} member  according to the group database
 * @property {boolean} viaGroup  whether a process started with the group by `sg` has access
 * @property {boolean} bus  whether polkit is reachable; without it libvirt admits only root
 * @property {boolean} granted
 */

const URI = 'qemu:///system';
const ASK = ['virsh', '--connect', URI, 'uri'];
/** @type {Record<Purpose, string>} */
const COMMANDS = { start: 'npm start', dev: 'npm run dev', test: 'npm test' };

/** @param {string} user */
const join = (user) => ['usermod', '--append', '--groups', GROUP, user];

/** @param {string} user */
function repairFor(user) {
  return async (/** @type {(text: string) => void} */ progress) => {
    progress(`adding ${user} to the group ${GROUP}`);
    const { elevate } = await privilege();
    const result = await run(elevate(join(user)));
    if (result.code !== 0) throw new Error(complaint(result));
  };
}

/**
 * polkit reads the group database at every request, so a new member needs no new login. A socket with group permissions
 * depends on the groups that the process got at login: `npm start` then acquires the group itself.
 * @param {Purpose} purpose
 * @param {Seen} seen
 * @returns {Finding}
 */
export function findingFor(purpose, { user, refusedBy, reason, member, viaGroup, bus, granted }) {
  if (refusedBy === 'nobody') return fine(member ? `${user} is in the group ${GROUP}` : `${user} has access`);
  const text = `this user may not use ${URI}\n${reason}`.trim();
  if (refusedBy === 'polkit' && !bus)
    return missing(text, ['run the same command as root (there is no D-Bus)']);
  if (!member) return missing(text, [asTyped(join(user).join(' '))], granted ? repairFor(user) : undefined);
  if (refusedBy === 'polkit')
    return missing(`${text}\nthough ${user} is in the group ${GROUP}: polkit has no rule for it`, [
      'run the same command as root',
    ]);
  if (!viaGroup) return missing(text, ['log out and in again to get the group']);
  return purpose === 'start'
    ? fine(`${user} joined the group ${GROUP} after logging in; the console starts with it`)
    : missing(text, [`sg ${GROUP} -c '${COMMANDS[purpose]}'   # or log out and in again`]);
}

/**
 * @param {'answers' | 'forbidden'} state
 * @returns {Promise<Pick<Seen, 'refusedBy' | 'reason'>>}
 */
async function refusal(state) {
  if (state === 'forbidden') return { refusedBy: 'socket', reason: 'this user cannot open its socket' };
  const asked = await run(ASK);
  return asked.code === 0
    ? { refusedBy: 'nobody', reason: '' }
    : { refusedBy: 'polkit', reason: complaint(asked) };
}

/**
 * Opening the socket is not enough for ordinary users, because polkit decides afterwards.
 * @type {Step}
 */
export const libvirtAccess = {
  name: 'libvirt access',
  for: ['test', 'start', 'dev'],
  after: ['libvirt'],
  async inspect(purpose) {
    if (process.getuid?.() === 0) return fine('root');
    const state = await daemonState();
    if (state !== 'answers' && state !== 'forbidden') return advice('unknown while libvirtd does not answer');
    const { username: user } = userInfo();
    const [seen, member] = await Promise.all([refusal(state), isMember(user)]);
    const viaGroup = member && seen.refusedBy === 'socket' && (await run(withGroup(ASK))).code === 0;
    const granted = seen.refusedBy !== 'nobody' && (await privilege()).granted;
    const bus = existsSync('/run/dbus/system_bus_socket');
    return findingFor(purpose, { user, ...seen, member, viaGroup, bus, granted });
  },
};
