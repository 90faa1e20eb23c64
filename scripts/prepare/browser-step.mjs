// @ts-check
import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { advice, fine } from './finding.mjs';
import { thisDistribution } from './os-release.mjs';
import { asTyped } from './privilege.mjs';

/** @typedef {import('./finding.mjs').Step} Step */

const PROGRAMS = ['/usr/bin/chromium', '/snap/bin/chromium', '/usr/bin/google-chrome'];

/** @param {string} file */
function isProgram(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Debian's package is among the host packages. Ubuntu has Chromium as a snap only; installing one changes more of
 * a machine than a test should, so that is left to its owner.
 * @type {Step}
 */
export const browser = {
  name: 'browser',
  for: ['test'],
  inspect() {
    const found = PROGRAMS.find(isProgram);
    if (found !== undefined) return Promise.resolve(fine(path.basename(found)));
    const { id, name } = thisDistribution();
    const command = id === 'ubuntu' ? 'snap install chromium' : 'apt-get install chromium';
    return Promise.resolve(
      advice(`${name}: no Chromium, so the tests in a browser are skipped`, [asTyped(command)]),
    );
  },
};
