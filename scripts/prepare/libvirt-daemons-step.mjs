// @ts-check
import { setTimeout as delay } from 'node:timers/promises';
import { operator, readDaemons, SYSTEM_URI } from '../../host-facts/daemons.mjs';
import { startCommands } from '../../lib/host-rules/daemons.mjs';
import { judged } from '../../lib/host-rules/rules.mjs';
import { commandLine } from '../../lib/host-rules/verdict.mjs';
import { complaint, run } from '../command.mjs';
import { findingOf, missing } from './finding.mjs';
import { privilege } from './privilege.mjs';

/** @typedef {import('../../lib/host-rules/facts.mjs').DaemonFacts} DaemonFacts */
/** @typedef {import('./finding.mjs').Step} Step */

const START_TIMEOUT_MS = 60_000;
const POLL_MS = 50;

/** libvirtd outlives this process, so it must not inherit its environment, which may contain secrets. */
const DAEMON_ENV = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LANG: 'C.UTF-8' };

/** @returns {Promise<DaemonFacts>} */
export async function systemDaemons() {
  const found = await readDaemons(SYSTEM_URI, process.env);
  if (found === null) throw new Error(`${SYSTEM_URI} is served by this machine`);
  return found;
}

/** @param {string[]} commands */
async function start(commands) {
  const { elevate } = await privilege();
  const failures = [];
  for (const command of commands) {
    // Fails if another preparation started them first, so the sockets are checked below.
    const result = await run(elevate(command.split(' ')), { env: DAEMON_ENV });
    if (result.code !== 0) failures.push(`${command}: ${complaint(result)}`);
  }
  const deadline = performance.now() + (failures.length > 0 ? START_TIMEOUT_MS / 10 : START_TIMEOUT_MS);
  while (stoppedOf(await systemDaemons()).length > 0) {
    if (performance.now() > deadline) throw new Error(failures.join('\n') || 'started, but does not answer');
    await delay(POLL_MS);
  }
}

/**
 * The log daemon first, because libvirtd passes it the guests' consoles.
 * @param {DaemonFacts} daemons
 */
const stoppedOf = ({ program, state, log }) => [
  ...(log === 'absent' ? ['virtlogd'] : []),
  ...(state === 'absent' ? [program] : []),
];

/** @type {Step} */
export const libvirtDaemons = {
  name: 'libvirt',
  for: ['test', 'start', 'dev'],
  after: ['host packages', '/dev/kvm'],
  async inspect() {
    const daemons = await systemDaemons();
    const who = operator();
    const stopped = stoppedOf(daemons);
    // One that hangs has guests, perhaps, and is its owner's to restart.
    if (stopped.length === 0 || daemons.state === 'silent')
      return findingOf(judged('libvirtd', { daemons }, who));
    const commands = startCommands(stopped, who);
    const { granted } = await privilege();
    return missing(
      `not running: ${stopped.join(' ')}`,
      commands.map((command) => commandLine([command], who)),
      granted ? () => start(commands) : undefined,
    );
  },
};
