// @ts-check
import { accessSync, constants, readdirSync, readFileSync } from 'node:fs';

/**
 * The text of a file; empty when it cannot be read.
 * @param {string} file
 */
export function textOf(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/**
 * The names in a folder; none when it cannot be read.
 * @param {string} folder
 */
export function namesIn(folder) {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

/** @param {string} file */
export const isReadable = (file) => isAllowed(file, constants.R_OK);

/** @param {string} file */
export const isProgram = (file) => isAllowed(file, constants.X_OK);

/**
 * @param {string} file
 * @param {number} mode
 */
function isAllowed(file, mode) {
  try {
    accessSync(file, mode);
    return true;
  } catch {
    return false;
  }
}
