// @ts-check
import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import path from 'node:path';
import { SYSTEMD_FOLDER } from '../lib/host-rules/daemons.mjs';
import { outcomeOf } from './command.mjs';
import { probeSocket } from './libvirt-socket.mjs';

/** @typedef {import('../lib/host-rules/facts.mjs').AccessFacts} AccessFacts */
/** @typedef {import('../lib/host-rules/facts.mjs').DaemonFacts} DaemonFacts */
/** @typedef {import('../lib/host-rules/verdict.mjs').Operator} Operator */

/** @typedef {Readonly<Record<string, string | undefined>>} Environment */

/**
 * Commands of fixes are shown as this process's user would type them.
 * @returns {Operator}
 */
export const operator = (systemdFolder = SYSTEMD_FOLDER) => ({
  isRoot: process.getuid?.() === 0,
  hasSystemd: existsSync(systemdFolder),
});

export const SYSTEM_URI = 'qemu:///system';

/**
 * Where the daemons listen that serve a URI; null when they are on another machine, or there is none.
 * @param {string} uri
 * @param {Environment} env
 */
function socketFolder(uri, env) {
  if (uri.startsWith(SYSTEM_URI)) return '/run/libvirt';
  if (uri.startsWith('qemu:///session')) return path.join(env.XDG_RUNTIME_DIR ?? '/run/user/0', 'libvirt');
  return null;
}

/**
 * The modular daemon is preferred where both listen, as by libvirt's own clients: libvirt-sock belongs to a proxy there.
 * @param {string} uri
 * @param {Environment} env
 * @returns {Promise<DaemonFacts | null>} null when they are on another machine
 */
export async function readDaemons(uri, env) {
  const folder = socketFolder(uri, env);
  if (folder === null) return null;
  /** @param {string} name */
  const socketOf = (name) => path.join(folder, `${name}-sock`);
  const [modular, monolithic, log] = await Promise.all([
    probeSocket(socketOf('virtqemud'), { ask: true }),
    probeSocket(socketOf('libvirt'), { ask: true }),
    // Only root can open it; for other users there is nothing to ask.
    probeSocket(socketOf('virtlogd'), { ask: false }),
  ]);
  const isModular = modular !== 'absent';
  return {
    isSession: !uri.startsWith(SYSTEM_URI),
    program: isModular ? 'virtqemud' : 'libvirtd',
    socket: socketOf(isModular ? 'virtqemud' : 'libvirt'),
    state: isModular ? modular : monolithic,
    beside: ['virtnetworkd', 'virtstoraged'].filter((name) => existsSync(socketOf(name))),
    log,
  };
}

/** A daemon that hangs or breaks off fails as well, and no group helps against that. */
const REFUSAL = /authenticat|authoriz|polkit|permission|denied/i;

/** From the group database: the groups that this process got at its login may be outdated. */
export async function isMember(user = userInfo().username) {
  const { stdout } = await outcomeOf(['id', '-nG', user]);
  return stdout.trim().split(/\s+/).includes('libvirt');
}

/**
 * Whether this process's user may use libvirt of the whole machine; opening the socket is not enough, because polkit
 * decides afterwards. Null while that cannot be found out.
 * @param {string} uri
 * @param {DaemonFacts} daemons
 * @returns {Promise<AccessFacts | null>}
 */
export async function readAccess(uri, { state, isSession }) {
  if (isSession || (state !== 'answers' && state !== 'forbidden')) return null;
  const known = { user: userInfo().username, uri, hasBus: existsSync('/run/dbus/system_bus_socket') };
  if (process.getuid?.() === 0) return { ...known, isMember: false, refusedBy: 'nobody', complaint: '' };
  const [member, refusal] = await Promise.all([isMember(), state === 'forbidden' ? SHUT : askLibvirt(uri)]);
  return { ...known, isMember: member, ...refusal };
}

/** @typedef {Pick<AccessFacts, 'refusedBy' | 'complaint'>} Refusal */

/** @type {Refusal} */
const SHUT = { refusedBy: 'socket', complaint: 'this user cannot open its socket' };

/**
 * @param {string} uri
 * @returns {Promise<Refusal>}
 */
async function askLibvirt(uri) {
  const { code, stderr } = await outcomeOf(['virsh', '--connect', uri, 'uri']);
  // Without virsh there is nothing to say.
  if (code === 0 || code === 127) return { refusedBy: 'nobody', complaint: '' };
  if (code === null) return { refusedBy: 'failure', complaint: 'it does not answer' };
  const complaint = stderr.split('\n').findLast((line) => line !== '') ?? `virsh ended with ${code}`;
  return { refusedBy: REFUSAL.test(complaint) ? 'polkit' : 'failure', complaint };
}
