import { accessSync, chmodSync, constants, mkdirSync, readdirSync, statfsSync, statSync } from 'node:fs';
import path from 'node:path';
import { ConsoleError, messageOf } from '../lib/contract/error.ts';
import { bytes } from '../lib/domain/format.ts';

const OTHERS = 0o077;
const STICKY = 0o1000;
/** The least room for a start: database, signed boot files of the simulator, the beginning of a few recordings. */
const LEAST_ROOM = 32 * 1024 * 1024;
/** What the console keeps in its data directory. */
const OURS = /^(console\.db.*|secret\.key.*|installation.*|lock.*|boots|dhcp|simulator)$/;

/**
 * Makes the data directory, for this user's eyes only. One that exists and that others can look into is closed to them
 * if it is this user's and holds nothing but ours; otherwise the answer is a warning, and only what is ours in it is
 * closed.
 */
export function openDataDirectory(directory: string): string | null {
  try {
    makeDirectory(directory);
    if (!statSync(directory).isDirectory()) throw new Error('it is not a directory');
    accessSync(directory, constants.R_OK | constants.W_OK | constants.X_OK);
    requireRoom(directory);
    return closeToOthers(directory);
  } catch (error) {
    if (error instanceof ConsoleError) throw error;
    const reason = messageOf(error);
    throw new ConsoleError('invalid', `The data directory ${directory} cannot be used: ${reason}.`, {
      fix: 'Make it writable for this user, or set VEN_DATA_DIR to another place.',
      cause: error,
    });
  }
}

/** Without room everything would wait for a write that cannot be made. */
function requireRoom(directory: string): void {
  const { bavail, bsize } = statfsSync(directory);
  const free = bavail * bsize;
  if (free >= LEAST_ROOM) return;
  throw new ConsoleError(
    'invalid',
    `The disk of the data directory ${directory} is full: ${bytes(free)} are free, and a start needs ${bytes(LEAST_ROOM)}.`,
    { fix: 'Free some space on it, or set VEN_DATA_DIR to another place.' },
  );
}

/** One level after the other: Node's own recursion never ends where a folder refuses, such as below /proc. */
function makeDirectory(directory: string): void {
  const missing: string[] = [];
  for (let at = directory; !statSync(at, { throwIfNoEntry: false }); at = path.dirname(at)) missing.push(at);
  for (const each of missing.reverse()) {
    try {
      mkdirSync(each, { mode: 0o700 });
    } catch (error) {
      // Another process may have been faster.
      if (errno(error) !== 'EEXIST') throw error;
    }
  }
}

/** Returns the warning, if there is one. */
function closeToOthers(directory: string): string | null {
  const { mode, uid } = statSync(directory);
  if ((mode & OTHERS) === 0) return null;
  const names = readdirSync(directory);
  const closes = (stats: { readonly uid: number }) => stats.uid === process.getuid?.();
  if (closes({ uid }) && (mode & STICKY) === 0 && names.every((name) => OURS.test(name))) {
    chmodSync(directory, mode & 0o700);
    return null;
  }
  for (const name of names.filter((each) => OURS.test(each))) {
    const file = path.join(directory, name);
    const found = statSync(file, { throwIfNoEntry: false });
    if (found && closes(found) && (found.mode & OTHERS) !== 0) chmodSync(file, found.mode & 0o700);
  }
  return `Other users of this machine can look into the data directory ${directory}. Give the console a directory of its own, or run: chmod go-rwx ${directory}`;
}

const errno = (error: unknown): string | null =>
  error instanceof Error && 'code' in error ? String(error.code) : null;
