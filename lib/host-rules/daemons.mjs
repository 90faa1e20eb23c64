// @ts-check
import { commandLine, fail, ok } from './verdict.mjs';

/** @typedef {import('./facts.mjs').AccessFacts} AccessFacts */
/** @typedef {import('./facts.mjs').DaemonFacts} DaemonFacts */
/** @typedef {import('./verdict.mjs').Operator} Operator */
/** @typedef {import('./verdict.mjs').Verdict} Verdict */

/** Exists when systemd is the init system: sd_booted(3). */
export const SYSTEMD_FOLDER = '/run/systemd/system';

/**
 * The commands that start daemons of libvirt's system instance, in this order.
 * @param {readonly string[]} programs
 * @param {Pick<Operator, 'hasSystemd'>} operator
 */
export const startCommands = (programs, { hasSystemd }) =>
  hasSystemd
    ? [`systemctl start ${programs.map((program) => `${program}.socket`).join(' ')}`]
    : programs.map((program) => `${program} -d`);

/**
 * @param {string} program
 * @param {boolean} isSession
 * @param {Operator} operator
 */
function start(program, isSession, operator) {
  return isSession ? `${program} -d` : commandLine(startCommands([program], operator), operator);
}

/**
 * @param {string} program
 * @param {boolean} isSession
 * @param {Operator} operator
 */
function restart(program, isSession, operator) {
  if (isSession) return `kill "$(cat "$XDG_RUNTIME_DIR"/libvirt/${program}.pid)"`;
  const command = operator.hasSystemd ? `systemctl restart ${program}` : `kill "$(cat /run/${program}.pid)"`;
  return commandLine([command], operator);
}

/** Networks and pools belong to daemons of their own where the daemons are modular. */
const BESIDE_QEMU = ['virtnetworkd', 'virtstoraged'];

/**
 * @param {DaemonFacts} facts
 * @param {Operator} operator
 * @returns {Verdict}
 */
export function checkDaemon({ program, socket, state, beside, isSession }, operator) {
  switch (state) {
    case 'absent':
      return fail(`${program} is not running: there is no ${socket}`, start(program, isSession, operator));
    case 'silent':
      return fail(
        `${program} accepts connections but does not answer`,
        restart(program, isSession, operator),
      );
    case 'forbidden':
    case 'answers': {
      const verb = state === 'answers' ? 'answers' : 'listens';
      if (program === 'libvirtd') return ok(`${socket} ${verb} (monolithic daemon libvirtd)`);
      const missing = BESIDE_QEMU.filter((name) => !beside.includes(name));
      if (missing.length === 0 || isSession) return ok(`${socket} ${verb} (modular daemon ${program})`);
      return fail(
        `${program} ${verb}, but of the modular daemons ${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} not running`,
        commandLine(startCommands(missing, operator), operator),
      );
    }
  }
}

/**
 * @param {DaemonFacts} facts
 * @param {Operator} operator
 * @returns {Verdict}
 */
export function checkLogDaemon({ log, isSession }, operator) {
  switch (log) {
    case 'answers':
      return ok("virtlogd writes the nodes' serial logs");
    case 'forbidden':
      // For root only: others can see no more than that it listens, and need not.
      return ok('virtlogd is running');
    case 'silent':
      return fail(
        'virtlogd accepts connections but does not answer',
        restart('virtlogd', isSession, operator),
      );
    case 'absent':
      return fail(
        'virtlogd is not running, and no domain can start without it',
        start('virtlogd', isSession, operator),
      );
  }
}

/**
 * Whether this user may use libvirt. Opening the socket is not enough for ordinary users: on Debian polkit decides
 * afterwards. polkit reads the group database at every request, so a new member needs no new login; a socket with group
 * permissions depends on the groups that the process got at login.
 * @param {AccessFacts} facts
 * @param {Operator} operator
 * @returns {Verdict}
 */
export function checkAccess({ user, uri, isMember, hasBus, refusedBy, complaint }, operator) {
  const reason = `${user} may not use ${uri}: ${complaint}`;
  const asRoot = 'Run the same command as root';
  switch (refusedBy) {
    case 'nobody':
      return ok(`${user} may use ${uri}${isMember ? ' (group libvirt)' : ''}`);
    case 'failure':
      return fail(`libvirt cannot be used: ${complaint}`, restart('libvirtd', false, operator));
    case 'polkit':
      // polkit is reached over D-Bus; without it libvirt admits only root.
      if (!hasBus)
        return fail(reason, `${asRoot}: there is no D-Bus, and without it libvirt admits only root.`);
      if (isMember)
        return fail(
          `${reason}, though ${user} is in the group libvirt`,
          `${asRoot}: polkit has no rule for the group.`,
        );
      return fail(reason, joinCommand(user, operator));
    case 'socket':
      if (isMember) return fail(reason, 'Log out and in again to get the group libvirt.');
      return fail(reason, joinCommand(user, operator));
  }
}

/**
 * @param {string} user
 * @param {Operator} operator
 */
const joinCommand = (user, operator) =>
  commandLine([`usermod --append --groups libvirt ${user}`], operator, 'then log in again');
