// @ts-check
import { accessSync, constants } from 'node:fs';
import path from 'node:path';

/**
 * The first of these programs, in the order of the names, that is executable in PATH or else in these folders.
 * @param {string[]} names
 * @param {string[]} folders
 * @returns {string | undefined} its full path
 */
export function findProgram(names, folders) {
  const all = [
    ...(process.env.PATH ?? '').split(path.delimiter).filter((folder) => folder !== ''),
    ...folders,
  ];
  return names.flatMap((name) => all.map((folder) => path.join(folder, name))).find(isProgram);
}

/** @param {string} file */
function isProgram(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Debian's package; Google's; Fedora's, which on Ubuntu is a stub that asks for the snap, so it comes last. */
const NAMES = ['chromium', 'google-chrome', 'google-chrome-stable', 'chromium-browser'];
/** Services and cron have a short PATH. */
const PLACES = ['/usr/bin', '/usr/local/bin', '/snap/bin'];

/** The browser for preparation, tests and benchmarks; undefined if there is none. */
export const findBrowser = () => findProgram(NAMES, PLACES);
