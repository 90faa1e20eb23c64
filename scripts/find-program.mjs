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
