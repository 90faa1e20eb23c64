import { closeSync, existsSync, openSync, rmSync } from 'node:fs';
import Libsql from 'libsql';
import { z } from 'zod';

/** Raised whenever what is stored, or what it is made of, changes: an index of another version is made anew. */
const VERSION = 1;

const SCHEMA = `
CREATE TABLE boot (
  slot INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  started_at INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  stages TEXT NOT NULL,
  done INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE port (
  slot INTEGER NOT NULL,
  port INTEGER NOT NULL,
  resume INTEGER NOT NULL,
  up_to INTEGER NOT NULL,
  next INTEGER NOT NULL,
  PRIMARY KEY (slot, port)
) WITHOUT ROWID;
CREATE TABLE block (
  id INTEGER PRIMARY KEY,
  start INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  growing INTEGER NOT NULL,
  lines BLOB NOT NULL
);
CREATE INDEX growing_blocks ON block (id) WHERE growing = 1;
-- Which blocks have which three characters; the text itself is in the blocks. Those that grow are read instead.
CREATE VIRTUAL TABLE trigram USING fts5(words, content='', contentless_delete=1, detail='none', tokenize='ascii');
PRAGMA user_version = ${VERSION};
`;

/** A killed process loses nothing that was committed; a power cut loses at most the latest, which is indexed again. */
const SETTINGS = `
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
PRAGMA cache_size = -16000;
PRAGMA journal_size_limit = 8388608;
PRAGMA busy_timeout = 2000;
`;

export interface OpenedFile {
  readonly database: Libsql.Database;
  /** Why it had to be made anew; null: it was there. */
  readonly renewed: 'missing' | 'damaged' | 'version' | null;
}

/** Opens the file, or makes it anew when it is missing, damaged or of another version. */
export function openIndexFile(file: string): OpenedFile {
  const isThere = existsSync(file);
  try {
    if (!isThere) return { database: create(file), renewed: 'missing' };
    const database = new Libsql(file);
    database.exec(SETTINGS);
    if (versionOf(database) === VERSION) {
      database.prepare('SELECT count(*) FROM boot').get();
      return { database, renewed: null };
    }
    database.close();
    return { database: recreate(file), renewed: 'version' };
  } catch (error) {
    if (!isDamage(error)) throw error;
    return { database: recreate(file), renewed: 'damaged' };
  }
}

function recreate(file: string): Libsql.Database {
  removeIndexFile(file);
  return create(file);
}

export function removeIndexFile(file: string): void {
  for (const part of ['', '-wal', '-shm']) rmSync(`${file}${part}`, { force: true });
}

function create(file: string): Libsql.Database {
  // It holds what guests printed: for this user alone, as the logs are.
  closeSync(openSync(file, 'a', 0o600));
  const database = new Libsql(file);
  database.exec(SETTINGS);
  database.exec(`BEGIN;${SCHEMA}COMMIT;`);
  return database;
}

const version = z.tuple([z.number()]);

const versionOf = (database: Libsql.Database): number =>
  version.parse(database.prepare('PRAGMA user_version').raw().get())[0];

const driverError = z.object({ rawCode: z.number() });
const codeOf = (error: unknown): number => (driverError.safeParse(error).data?.rawCode ?? 0) & 0xff;

const CORRUPT = 11;
const FULL = 13;
const NOT_A_DATABASE = 26;

/** The file is not what was written. */
export class DamagedIndexError extends Error {}

export const isDamage = (error: unknown): boolean =>
  error instanceof DamagedIndexError || [CORRUPT, NOT_A_DATABASE].includes(codeOf(error));

export const isFull = (error: unknown): boolean => codeOf(error) === FULL;
