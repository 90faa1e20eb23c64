import path from 'node:path';
import { type SqlDriverAdapter } from '@prisma/driver-adapter-utils';
import { ConsoleError } from '../../lib/contract/error.ts';
import { restoreOrMove } from './errors.ts';
import { migrationDirectory, migrationFiles, type MigrationFile, migrationList } from './migration-files.ts';
import { openSchemaEngine } from './schema-engine.ts';

const filters = { externalTables: [], externalEnums: [] };

/**
 * Brings a database up to the present schema: all missing migrations or none, in one transaction, so that a
 * crash or a second process on the way changes nothing.
 */
export async function migrate(adapter: SqlDriverAdapter, file: string): Promise<void> {
  const directory = migrationDirectory();
  const known = await migrationFiles(directory);
  await checkIntegrity(adapter, file);
  if (isCurrent(await applied(adapter), known, file)) return;
  // Only outside of a transaction; tables are rebuilt by dropping the old one.
  await adapter.executeScript('PRAGMA foreign_keys = OFF');
  try {
    await adapter.executeScript('BEGIN IMMEDIATE');
    // Another process may have been faster while we waited for the lock.
    if (!isCurrent(await applied(adapter), known, file)) await apply(adapter, directory, known);
    await adapter.executeScript('COMMIT');
  } catch (error) {
    await adapter.executeScript('ROLLBACK').catch(() => undefined);
    throw error;
  } finally {
    await adapter.executeScript('PRAGMA foreign_keys = ON');
  }
}

async function apply(
  adapter: SqlDriverAdapter,
  directory: string,
  known: readonly MigrationFile[],
): Promise<void> {
  // The engine gets our connection, and may not close it.
  const lent: SqlDriverAdapter = {
    provider: adapter.provider,
    adapterName: adapter.adapterName,
    queryRaw: (query) => adapter.queryRaw(query),
    executeRaw: (query) => adapter.executeRaw(query),
    executeScript: (script) => adapter.executeScript(script),
    startTransaction: (level) => adapter.startTransaction(level),
    dispose: () => Promise.resolve(),
  };
  const { provider, adapterName } = adapter;
  const connect = () => Promise.resolve(lent);
  const engine = await openSchemaEngine({ provider, adapterName, connect, connectToShadowDb: connect });
  try {
    await engine.applyMigrations({ migrationsList: migrationList(directory, known), filters });
  } finally {
    engine.free();
  }
  const { rows } = await query(adapter, 'PRAGMA foreign_key_check');
  if (rows.length > 0) throw new Error(`the migration left ${rows.length} rows that refer to nothing`);
}

/** Names of what was applied; null for a database without tables of Prisma's. */
async function applied(adapter: SqlDriverAdapter): Promise<ReadonlyMap<string, string> | null> {
  const table = await query(adapter, `SELECT name FROM sqlite_master WHERE name = '_prisma_migrations'`);
  if (table.rows.length === 0) return null;
  const { rows } = await query(
    adapter,
    'SELECT migration_name, checksum FROM _prisma_migrations WHERE rolled_back_at IS NULL',
  );
  return new Map(rows.map(([name, checksum]) => [String(name), String(checksum)]));
}

function isCurrent(
  found: ReadonlyMap<string, string> | null,
  known: readonly MigrationFile[],
  file: string,
): boolean {
  const checksums = new Map(known.map(({ name, checksum }) => [name, checksum]));
  const newer = [...(found?.keys() ?? [])].filter((name) => !checksums.has(name));
  if (newer.length > 0) {
    throw new ConsoleError(
      'database-unusable',
      `${file} was written by a newer version of the console (it has ${newer.join(', ')}).`,
      { fix: `Start that version again, or give this one a folder of its own (VEN_DATA_DIR).` },
    );
  }
  const edited = known.filter(({ name, checksum }) => found?.has(name) && found.get(name) !== checksum);
  if (edited.length > 0) {
    throw new ConsoleError(
      'database-unusable',
      `${file} was made with another form of ${edited.map(({ name }) => name).join(', ')}.`,
      { fix: `Restore prisma/migrations, or move ${path.basename(file)} away and start again.` },
    );
  }
  return known.every(({ name }) => found?.has(name) === true);
}

async function checkIntegrity(adapter: SqlDriverAdapter, file: string): Promise<void> {
  const { rows } = await query(adapter, 'PRAGMA quick_check(1)');
  const verdict = rows[0]?.[0];
  if (verdict === 'ok') return;
  throw new ConsoleError('database-unusable', `${file} is damaged (${JSON.stringify(verdict)}).`, {
    fix: restoreOrMove(file),
  });
}

const query = (adapter: SqlDriverAdapter, sql: string) => adapter.queryRaw({ sql, args: [], argTypes: [] });
