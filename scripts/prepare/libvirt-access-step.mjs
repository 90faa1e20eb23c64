// @ts-check
import { operator, readAccess, SYSTEM_URI } from '../../host-facts/daemons.mjs';
import { judged } from '../../lib/host-rules/rules.mjs';
import { complaint, run } from '../command.mjs';
import { GROUP, withGroup } from '../libvirt-group.mjs';
import { advice, findingOf, fine, missing } from './finding.mjs';
import { remember } from './host-record.mjs';
import { systemDaemons } from './libvirt-daemons-step.mjs';
import { privilege } from './privilege.mjs';

/** @typedef {import('../../lib/host-rules/facts.mjs').AccessFacts} AccessFacts */
/** @typedef {import('./finding.mjs').Finding} Finding */
/** @typedef {import('./finding.mjs').Purpose} Purpose */
/** @typedef {import('./finding.mjs').Step} Step */

/** @type {Record<Purpose, string>} */
const COMMANDS = { start: 'npm start', dev: 'npm run dev', test: 'npm test' };

/** @param {string} user */
function repairFor(user) {
  return async (/** @type {(text: string) => void} */ progress) => {
    progress(`adding ${user} to the group ${GROUP}`);
    const { elevate } = await privilege();
    const result = await run(elevate(['usermod', '--append', '--groups', GROUP, user]));
    if (result.code !== 0) throw new Error(complaint(result));
    await remember({ members: [user] });
  };
}

/**
 * A user who can join the group does so, and `npm start` then acquires it without a new login.
 * @param {Purpose} purpose
 * @param {AccessFacts} access
 * @param {{ viaGroup: boolean, granted: boolean }} means  whether a process started with the group by `sg` has access,
 *   and whether this one may change the host
 * @returns {Finding}
 */
export function findingFor(purpose, access, { viaGroup, granted }) {
  const { user, refusedBy, isMember, hasBus } = access;
  const verdict = judged('access', { access }, operator());
  if (viaGroup && purpose === 'start')
    return fine(`${user} joined the group ${GROUP} after logging in; the console starts with it`);
  if (viaGroup)
    return missing(verdict.reason, [`sg ${GROUP} -c '${COMMANDS[purpose]}'   # or log out and in again`]);
  const canJoin = !isMember && (refusedBy === 'socket' || (refusedBy === 'polkit' && hasBus));
  return findingOf(verdict, canJoin && granted ? repairFor(user) : undefined);
}

/** @type {Step} */
export const libvirtAccess = {
  name: 'libvirt access',
  for: ['test', 'start', 'dev'],
  after: ['libvirt'],
  async inspect(purpose) {
    if (process.getuid?.() === 0) return fine('root');
    const access = await readAccess(SYSTEM_URI, await systemDaemons());
    if (access === null) return advice('unknown while libvirtd does not answer');
    const ask = withGroup(['virsh', '--connect', SYSTEM_URI, 'uri']);
    const viaGroup = access.isMember && access.refusedBy === 'socket' && (await run(ask)).code === 0;
    const granted = access.refusedBy !== 'nobody' && (await privilege()).granted;
    return findingFor(purpose, access, { viaGroup, granted });
  },
};
