// @ts-check

import { record } from '../json.mjs';

/** @typedef {Record<string, unknown>} LockedPackages the `packages` of a lock: by path, such as "node_modules/zod" */

/**
 * @param {Record<string, unknown>} locked
 * @param {Record<string, unknown>} installed
 */
function differs(locked, installed) {
  if (locked.version !== installed.version || locked.link !== installed.link) return true;
  return locked.integrity !== undefined && locked.integrity !== installed.integrity;
}

/**
 * Compares package-lock.json with npm's record of the last installation (node_modules/.package-lock.json).
 * Optional packages may be absent: most are for other platforms.
 * @param {LockedPackages} locked
 * @param {LockedPackages} installed
 * @returns {string[]} paths that are absent, differ, or should no longer be there
 */
export function outOfDate(locked, installed) {
  const inModules = (/** @type {string} */ place) => place.includes('node_modules/');
  const wrong = Object.entries(locked).filter(([place, value]) => {
    if (!inModules(place)) return false;
    const entry = record(value);
    if (!(place in installed)) return entry.optional !== true && entry.devOptional !== true;
    return differs(entry, record(installed[place]));
  });
  const left = Object.keys(installed).filter((place) => inModules(place) && !(place in locked));
  return [...wrong.map(([place]) => place), ...left];
}
