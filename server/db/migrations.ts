import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { ConsoleError, messageOf } from '../../lib/contract/error.ts';
import type { Connection, Engine } from './connection.ts';

interface Migration {
  readonly name: string;
  readonly sql: string;
  /** SHA-256 of the file. */
  readonly checksum: string;
}

/** Relative to the sources, and to the bundle that `npm start` runs. */
const PLACES = ['../../prisma/migrations', '../prisma/migrations'];

/** Prisma's own table, so that its tool and the console each understand a database that the other has migrated. */
const TABLE = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  "id" TEXT PRIMARY KEY NOT NULL,
  "checksum" TEXT NOT NULL,
  "finished_at" TIMESTAMP,
  "migration_name" TEXT NOT NULL,
  "logs" TEXT,
  "rolled_back_at" TIMESTAMP,
  "started_at" TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "applied_steps_count" INTEGER NOT NULL DEFAULT 0
);`;

/**
 * Applies the migrations that a database lacks, all of them or none, so that a crash or a concurrent process leaves it
 * unchanged. There is no way back: an older program refuses a newer database.
 */
export async function migrate(connection: Connection): Promise<void> {
  const known = await migrations(connection.engine);
  const missing = await missingIn(connection, known);
  if (missing.length === 0) return;
  try {
    await connection.runScript([TABLE, ...missing.map(withRecord)].join('\n'));
  } catch (error) {
    // Another process may have been faster; then none of this script was applied.
    const left = await missingIn(connection, known);
    if (left.length === 0) return;
    // A full disk or a missing right has a way forward, not only one back.
    throw connection.explain(error) === undefined ? notMigrated(connection.name, left, error) : error;
  }
}

function notMigrated(database: string, left: readonly Migration[], cause: unknown): ConsoleError {
  const names = left.map(({ name }) => name).join(', ');
  return new ConsoleError(
    'database-unusable',
    `${database} could not be migrated (${names}): ${messageOf(cause)}`,
    {
      fix: 'It is as it was before: the earlier version of the console can still be started with it.',
      cause,
    },
  );
}

/** The migrations, in the order in which they are applied. */
async function migrations(engine: Engine): Promise<Migration[]> {
  const places = PLACES.map((place) => path.join(import.meta.dirname, place, engine));
  const directory = places.find((place) => existsSync(place));
  if (directory === undefined) throw new Error(`no migrations in ${places.join(' or ')}`);
  const names = (await readdir(directory)).sort();
  return Promise.all(
    names.map(async (name) => {
      const sql = await readFile(path.join(directory, name, 'migration.sql'), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

/** File names and checksums contain nothing that needs quoting in SQL. */
const withRecord = ({ name, sql, checksum }: Migration): string => `${sql}
INSERT INTO "_prisma_migrations" ("id", "checksum", "migration_name", "finished_at", "applied_steps_count")
VALUES ('${randomUUID()}', '${checksum}', '${name}', CURRENT_TIMESTAMP, 1);`;

async function missingIn(connection: Connection, known: readonly Migration[]): Promise<Migration[]> {
  const applied = await appliedTo(connection);
  refuseNewer(connection.name, [...applied.keys()], known);
  refuseChanged(connection.name, applied, known);
  return known.filter(({ name }) => !applied.has(name));
}

const CATALOGUE: Readonly<Record<Engine, string>> = {
  sqlite: `SELECT 1 FROM sqlite_master WHERE name = '_prisma_migrations'`,
  postgresql: `SELECT 1 WHERE to_regclass('_prisma_migrations') IS NOT NULL`,
};

/** Checksums by name. */
async function appliedTo(connection: Connection): Promise<ReadonlyMap<string, string>> {
  const isThere = await connection.query(CATALOGUE[connection.engine]);
  if (isThere.length === 0) return new Map();
  const rows = await connection.query(
    'SELECT migration_name, checksum FROM _prisma_migrations WHERE rolled_back_at IS NULL',
  );
  return new Map(rows.map(([name, checksum]) => [String(name), String(checksum)]));
}

function refuseNewer(database: string, applied: readonly string[], known: readonly Migration[]): void {
  const names = new Set(known.map(({ name }) => name));
  const newer = applied.filter((name) => !names.has(name));
  if (newer.length === 0) return;
  throw new ConsoleError(
    'database-unusable',
    `${database} was written by a newer version of the console (it has ${newer.join(', ')}).`,
    { fix: 'Start that version again, or give this one a database of its own (VEN_DATA_DIR, DATABASE_URL).' },
  );
}

function refuseChanged(
  database: string,
  applied: ReadonlyMap<string, string>,
  known: readonly Migration[],
): void {
  const changed = known.filter(({ name, checksum }) => applied.has(name) && applied.get(name) !== checksum);
  if (changed.length === 0) return;
  const names = changed.map(({ name }) => name).join(', ');
  throw new ConsoleError('database-unusable', `${database} was made with another form of ${names}.`, {
    fix: 'Restore prisma/migrations as the program was delivered, or use another database.',
  });
}
