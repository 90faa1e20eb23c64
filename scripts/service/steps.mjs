// @ts-check
import { existsSync, writeFileSync } from 'node:fs';
import { run } from '../command.mjs';
import { unit } from './unit.mjs';

/** @typedef {import('./unit.mjs').ServiceSettings} ServiceSettings */

/**
 * One thing that is done, as a person would type it.
 * @typedef {object} ServiceStep
 * @property {string} text
 * @property {(onLine: (line: string) => void) => Promise<{ code: number, stdout: string, stderr: string }>} act
 * @property {() => Promise<string>} [advice]  what to do if it fails
 */

const DONE = { code: 0, stdout: '', stderr: '' };

/**
 * @param {string[]} command
 * @returns {ServiceStep}
 */
const command = (...command) => ({ text: command.join(' '), act: () => run(command) });

/**
 * One that takes minutes, and tells how far it is.
 * @param {string[]} command
 * @returns {ServiceStep}
 */
const longCommand = (...command) => ({
  text: command.join(' '),
  act: (onLine) => run(command, { onLine }),
});

/**
 * The last that the service said.
 * @param {string} name
 */
async function lastWords(name) {
  const { stdout } = await run([
    'journalctl',
    '--unit',
    name,
    '--lines',
    '15',
    '--output',
    'cat',
    '--no-pager',
  ]);
  return `The journal has:\n${stdout}`;
}

/** @param {ServiceSettings} settings */
export const unitFile = ({ name }) => `/etc/systemd/system/${name}.service`;

/** @param {string} user */
async function exists(user) {
  return (await run(['id', '-u', user])).code === 0;
}

/**
 * @param {ServiceSettings} settings
 * @returns {Promise<ServiceStep[]>}
 */
export async function installation(settings) {
  const { user, data, name, root, node } = settings;
  const shell = ['--home-dir', data, '--no-create-home', '--shell', '/usr/sbin/nologin'];
  return [
    ...((await exists(user))
      ? [command('usermod', '--append', '--groups', 'libvirt', user)]
      : [command('useradd', '--system', '--user-group', '--groups', 'libvirt', ...shell, user)]),
    {
      ...command('runuser', '-u', user, '--', node, '--check', `${root}/scripts/start.mjs`),
      advice: () =>
        Promise.resolve(
          `The user ${user} has to be able to run ${node} and to read ${root}: put them where everybody may read, such as /opt.`,
        ),
    },
    {
      text: `write ${unitFile(settings)}`,
      act() {
        writeFileSync(unitFile(settings), unit(settings));
        return Promise.resolve(DONE);
      },
    },
    command('systemctl', 'daemon-reload'),
    { ...command('systemctl', 'enable', '--now', `${name}.service`), advice: () => lastWords(name) },
  ];
}

/**
 * What the console knows stays: its data, and its user, who owns them.
 * @param {ServiceSettings} settings
 * @returns {ServiceStep[]}
 */
export function removal(settings) {
  if (!existsSync(unitFile(settings))) return [];
  return [
    command('systemctl', 'disable', '--now', `${settings.name}.service`),
    command('rm', '--', unitFile(settings)),
    command('systemctl', 'daemon-reload'),
  ];
}

/**
 * The copy is made while nothing writes. Migrations are applied by the start, all of them or none; if one fails, the
 * database is as before, and the copy is there for a return to the older version.
 * @param {ServiceSettings} settings
 * @param {Date} now
 * @returns {ServiceStep[]}
 */
export function upgrade({ name, data, node }, now) {
  const backup = `${data}.before-${now.toISOString().slice(0, 19).replaceAll(':', '')}`;
  const unit = `${name}.service`;
  return [
    longCommand(node, 'scripts/prepare.mjs', 'start'),
    command('systemctl', 'stop', unit),
    command('cp', '--archive', '--', data, backup),
    {
      ...command('systemctl', 'start', unit),
      advice: async () => `${await lastWords(name)}
To return to the earlier version:
  systemctl stop ${unit}
  git checkout …   # the earlier version
  ${node} scripts/prepare.mjs start
  mv ${data} ${data}.failed && cp --archive ${backup} ${data}
  systemctl start ${unit}`,
    },
  ];
}
