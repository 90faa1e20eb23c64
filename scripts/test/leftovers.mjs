// @ts-check
import { readdirSync } from 'node:fs';

const FOLDER = '/var/log/libvirt/qemu';

/**
 * QEMU's logs of the domains of this machine; none where the folder cannot be read.
 * @returns {Set<string>}
 */
export function domainLogs(folder = FOLDER) {
  try {
    return new Set(readdirSync(folder));
  } catch {
    return new Set();
  }
}

/**
 * What has come since, and should have gone with the tests that made it.
 * @param {Set<string>} before
 * @param {Set<string>} after
 * @returns {string[]} one remark, or none
 */
export function leftBehind(before, after) {
  const left = [...after].filter((name) => !before.has(name)).sort();
  return left.length === 0 ? [] : [`Left in ${FOLDER} since the run began: ${left.join(', ')}`];
}
