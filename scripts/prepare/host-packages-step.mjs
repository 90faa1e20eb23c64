// @ts-check
import { existsSync } from 'node:fs';
import { operator } from '../../host-facts/daemons.mjs';
import { thisDistribution } from '../../host-facts/os-release.mjs';
import { readPackages } from '../../host-facts/packages.mjs';
import { INSTALL, packagesFor } from '../../lib/host-rules/packages.mjs';
import { judged } from '../../lib/host-rules/rules.mjs';
import { complaint, run } from '../command.mjs';
import { findProgram } from '../find-program.mjs';
import { advice, findingOf, missing } from './finding.mjs';
import { allPackages, remember } from './host-record.mjs';
import { privilege } from './privilege.mjs';

/** @typedef {import('./finding.mjs').Finding} Finding */
/** @typedef {import('./finding.mjs').Purpose} Purpose */
/** @typedef {import('./finding.mjs').Step} Step */
/** @typedef {import('../../host-facts/os-release.mjs').Distribution} Distribution */

/** Waits if another apt or preparation holds the lock. */
const LOCK_WAIT = ['-o', 'DPkg::Lock::Timeout=600'];
const QUIET_APT = [
  'env',
  'LC_ALL=C',
  'DEBIAN_FRONTEND=noninteractive',
  // Ubuntu would otherwise restart other services after an installation.
  'NEEDRESTART_SUSPEND=1',
  'apt-get',
];
/** Services that the packages for tests contain and would start. */
const UNITS = [
  { name: 'openssh-server', units: ['ssh.service', 'ssh.socket'] },
  { name: 'postgresql', units: ['postgresql.service'] },
];

/**
 * @param {readonly string[]} packages
 * @param {(text: string) => void} progress
 */
async function install(packages, progress) {
  const { elevate } = await privilege();
  for (const { name, units } of UNITS) if (packages.includes(name)) await keepOff(units, elevate);
  // Old package lists may be sufficient, so a failed update is not fatal.
  const update = await run(elevate([...QUIET_APT, ...LOCK_WAIT, 'update']), { onLine: progress });
  const command = [...QUIET_APT, ...LOCK_WAIT, ...INSTALL.split(' '), '--', ...packages];
  const before = await allPackages();
  const result = await run(elevate(command), { onLine: progress });
  const known = new Set(before);
  await remember({ packages: (await allPackages()).filter((name) => !known.has(name)) });
  if (result.code === 0) return;
  throw new Error(
    [update, result]
      .filter(({ code }) => code !== 0)
      .map(complaint)
      .join('\n'),
  );
}

/**
 * The tests run these programs briefly and only locally; installing a package must not open the machine's port 22, for
 * example. A masked service stays off until its owner unmasks it. Without systemd, nothing starts it.
 * @param {string[]} units
 * @param {(command: string[]) => string[]} elevate
 */
async function keepOff(units, elevate) {
  if (!existsSync('/run/systemd/system')) return;
  await run(elevate(['systemctl', 'mask', ...units]));
}

/** Folders of daemons, which are not in an ordinary user's PATH. */
const SYSTEM_FOLDERS = ['/usr/sbin', '/sbin', '/usr/local/sbin'];

/**
 * Other distributions use other package names: only checks for the programs and installs nothing.
 * @param {Purpose} purpose
 * @param {Distribution} distribution
 * @returns {Finding}
 */
export function inspectPrograms(purpose, distribution) {
  const packages = packagesFor(purpose, distribution);
  const programs = packages.flatMap(({ program }) => (program === undefined ? [] : [program]));
  const absent = programs.filter((program) => findProgram([program], SYSTEM_FOLDERS) === undefined);
  const names = packages.map(({ name }) => name).join(' ');
  if (absent.length > 0) {
    return missing(`${distribution.name} has no apt; programs not found: ${absent.join(' ')}`, [
      `install with your package manager (names in Debian: ${names})`,
    ]);
  }
  return advice(`${distribution.name}: all programs found; firmware (OVMF, iPXE) was not checked`);
}

/** @type {Step} */
export const hostPackages = {
  name: 'host packages',
  for: ['test', 'start', 'dev'],
  async inspect(purpose) {
    const packages = await readPackages(purpose);
    if (packages === null) return inspectPrograms(purpose, thisDistribution());
    const verdict = judged('packages', { packages }, operator());
    if (verdict.status === 'ok') return findingOf(verdict);
    const { granted } = await privilege();
    return findingOf(verdict, granted ? (progress) => install(packages.missing, progress) : undefined);
  },
};
