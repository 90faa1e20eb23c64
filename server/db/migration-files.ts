import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { type MigrationList } from '@prisma/schema-engine-wasm/schema_engine_bg';

export interface MigrationFile {
  readonly name: string;
  readonly sql: string;
  /** As Prisma notes it in the database. */
  readonly checksum: string;
}

/** Seen from the sources, and from the bundle that `npm start` runs. */
const PLACES = ['../../prisma/migrations', '../prisma/migrations'];

export function migrationDirectory(): string {
  const places = PLACES.map((place) => path.join(import.meta.dirname, place));
  const found = places.find((place) => existsSync(place));
  if (found === undefined) throw new Error(`no migrations in ${places.join(' or ')}`);
  return found;
}

/** In the order in which they are applied. */
export async function migrationFiles(directory: string): Promise<MigrationFile[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names.sort().map(async (name) => {
      const sql = await readFile(path.join(directory, name, 'migration.sql'), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

/** The same for Prisma's engine. */
export function migrationList(directory: string, files: readonly MigrationFile[]): MigrationList {
  return {
    baseDir: directory,
    lockfile: { path: 'migration_lock.toml', content: 'provider = "sqlite"\n' },
    shadowDbInitScript: '',
    migrationDirectories: files.map(({ name, sql }) => ({
      path: name,
      migrationFile: { path: 'migration.sql', content: { tag: 'ok', value: sql } },
    })),
  };
}
