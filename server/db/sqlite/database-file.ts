import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  readSync,
  statSync,
} from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { restoreOrMove } from './errors.ts';

const HEADER = 'SQLite format 3\0';

/** The file that DATABASE_URL names: `file:` and a path, relative ones from the working directory. */
export function databaseFile(url: string): string {
  if (url.startsWith('file://')) return fileURLToPath(url);
  if (url.startsWith('file:') && url.length > 'file:'.length) return path.resolve(url.slice('file:'.length));
  throw new ConsoleError('database-unusable', 'DATABASE_URL names no file.', {
    fix: 'Set DATABASE_URL=file:PATH, or leave it out for a file in the data directory.',
  });
}

/** The same file as a URL for the driver, with special characters escaped. */
export const driverUrl = (file: string): string =>
  `file:${encodeURI(file).replaceAll('?', '%3F').replaceAll('#', '%23')}`;

/**
 * Makes sure that the path holds a database or nothing. SQLite itself detects only some kinds of invalid files, and
 * some of them late.
 */
export function checkDatabaseFile(file: string): void {
  try {
    const folder = path.dirname(file);
    if (!existsSync(folder)) mkdirSync(folder, { mode: 0o700 });
    const found = statSync(file, { throwIfNoEntry: false });
    // It will contain password hashes, and so will the files that SQLite creates beside it with the same mode.
    if (found === undefined) closeSync(openSync(file, 'a', 0o600));
    accessSync(file, constants.R_OK | constants.W_OK);
    if (found === undefined || (found.isFile() && found.size === 0)) return;
    if (!found.isFile() || firstBytes(file) !== HEADER) {
      throw new ConsoleError('database-unusable', `${file} is not a SQLite database.`, {
        fix: restoreOrMove(file),
      });
    }
  } catch (error) {
    if (error instanceof ConsoleError || !(error instanceof Error)) throw error;
    throw new ConsoleError('database-unusable', `${file} cannot be used: ${error.message}.`, {
      fix: 'Make the file and its folder readable and writable for this user, or choose another place with VEN_DATA_DIR or DATABASE_URL.',
      cause: error,
    });
  }
}

function firstBytes(file: string): string {
  const bytes = Buffer.alloc(HEADER.length);
  const descriptor = openSync(file, 'r');
  try {
    readSync(descriptor, bytes, 0, bytes.length, 0);
  } finally {
    closeSync(descriptor);
  }
  return bytes.toString('latin1');
}
