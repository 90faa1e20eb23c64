// @ts-check
import { existsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { complaint, run } from '../command.mjs';
import { fine, missing } from './finding.mjs';
import { probeSocket } from './libvirt-socket.mjs';
import { asTyped, privilege } from './privilege.mjs';

/** @typedef {import('./finding.mjs').Finding} Finding */
/** @typedef {import('./finding.mjs').Step} Step */

const VIRTLOGD = '/run/libvirt/virtlogd-sock';
/** libvirtd, or virtqemud on hosts with modular daemons. */
const DAEMONS = ['/run/libvirt/libvirt-sock', '/run/libvirt/virtqemud-sock'];
const START_TIMEOUT_MS = 60_000;
const POLL_MS = 50;

/** libvirtd outlives this process, so it must not inherit its environment, which may contain secrets. */
const DAEMON_ENV = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LANG: 'C.UTF-8' };

const bySystemd = () => existsSync('/run/systemd/system');

/** @param {string[]} daemons in the order in which to start them */
const startCommands = (daemons) =>
  bySystemd()
    ? [['systemctl', 'start', ...daemons.map((daemon) => `${daemon}.socket`)]]
    : daemons.map((daemon) => [daemon, '-d']);

export async function daemonState() {
  const states = await Promise.all(DAEMONS.map((file) => probeSocket(file, { ask: true })));
  return states.find((state) => state !== 'absent') ?? 'absent';
}

/** Only root can open its socket; for other users the check is skipped. */
const logDaemonState = () => probeSocket(VIRTLOGD, { ask: false });

/** @param {string[][]} commands */
async function start(commands) {
  const { elevate } = await privilege();
  const failures = [];
  for (const command of commands) {
    // Fails if another preparation started them first, so the sockets are checked below.
    const result = await run(elevate(command), { env: DAEMON_ENV });
    if (result.code !== 0) failures.push(`${command.join(' ')}: ${complaint(result)}`);
  }
  const deadline = performance.now() + (failures.length > 0 ? START_TIMEOUT_MS / 10 : START_TIMEOUT_MS);
  while ((await daemonState()) === 'absent' || (await logDaemonState()) === 'absent') {
    if (performance.now() > deadline) throw new Error(failures.join('\n') || 'started, but does not answer');
    await delay(POLL_MS);
  }
}

/** @type {Step} */
export const libvirtDaemons = {
  name: 'libvirt',
  for: ['test', 'start', 'dev'],
  after: ['host packages', '/dev/kvm'],
  async inspect() {
    const [daemon, logDaemon] = await Promise.all([daemonState(), logDaemonState()]);
    if (daemon === 'silent') {
      const restart = bySystemd() ? 'systemctl restart libvirtd' : 'kill "$(cat /run/libvirtd.pid)"';
      return missing('libvirtd accepts connections but does not answer', [asTyped(restart)]);
    }
    if (daemon !== 'absent' && logDaemon !== 'absent')
      return fine(daemon === 'answers' ? 'libvirtd answers' : 'libvirtd listens');

    // The log daemon first, because libvirtd passes it the guests' consoles.
    const stopped = [
      ...(logDaemon === 'absent' ? ['virtlogd'] : []),
      ...(daemon === 'absent' ? ['libvirtd'] : []),
    ];
    const commands = startCommands(stopped);
    const { granted } = await privilege();
    return missing(
      `not running: ${stopped.join(' ')}`,
      commands.map((command) => asTyped(command.join(' '))),
      granted ? () => start(commands) : undefined,
    );
  },
};
