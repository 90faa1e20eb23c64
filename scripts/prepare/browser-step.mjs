// @ts-check
import { findBrowser } from '../find-program.mjs';
import { advice, fine } from './finding.mjs';
import { thisDistribution } from '../../host-facts/os-release.mjs';
import { asTyped } from './privilege.mjs';

/** @typedef {import('./finding.mjs').Step} Step */
/** @typedef {import('../../host-facts/os-release.mjs').Distribution} Distribution */

/** @param {Distribution} distribution */
function howToInstall({ id, aptBased }) {
  if (id === 'ubuntu') return asTyped('snap install chromium');
  return aptBased ? asTyped('apt-get install chromium') : 'your package manager, for Chromium';
}

/**
 * Debian's package is among the host packages. Ubuntu has Chromium as a snap only; installing one changes more of
 * a machine than a test should, so that is left to its owner.
 * @type {Step}
 */
export const browser = {
  name: 'browser',
  for: ['test'],
  after: ['host packages'],
  inspect() {
    const found = findBrowser();
    if (found !== undefined) return Promise.resolve(fine(found));
    const text = 'no Chromium or Chrome, so the tests in a browser are skipped';
    return Promise.resolve(advice(text, [howToInstall(thisDistribution())]));
  },
};
