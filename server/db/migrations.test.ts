import { expect, test } from 'vitest';
import {
  databaseUrl,
  engine,
  operationRow,
  ownDatabase,
  ownDirectory,
  storedNode,
} from '../testing/database.ts';
import { containing, matching } from '../testing/matching.ts';
import { missingMigration } from '../testing/migration/schema-engine.ts';
import type { Connection } from './connection.ts';
import { connectPostgresql } from './postgresql/connection.ts';
import { connectSqlite } from './sqlite/connection.ts';

/** Runs SQL directly, bypassing the console. */
async function onDatabase<T>(directory: string, work: (connection: Connection) => Promise<T>): Promise<T> {
  const connect = engine() === 'sqlite' ? connectSqlite : connectPostgresql;
  const connection = await connect(await databaseUrl(directory));
  try {
    return await work(connection);
  } finally {
    await connection.close();
  }
}

const execute = (directory: string, sql: string) =>
  onDatabase(directory, (connection) => connection.runScript(sql));

/** A directory with a database that contains a node. */
async function filled(): Promise<string> {
  const directory = ownDirectory();
  const database = await ownDatabase(directory);
  await storedNode(database);
  await database.close();
  return directory;
}

test('the migrations lead to prisma/schema.prisma', async () => {
  expect(await missingMigration(engine(), await databaseUrl(ownDirectory()))).toBe('');
});

test('a database of a newer version is refused and left alone', async () => {
  const directory = await filled();
  await execute(
    directory,
    `INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, applied_steps_count)
     VALUES ('x', 'x', '99990101000000_future', '2026-01-01', 1);`,
  );
  const opening = ownDatabase(directory);
  await expect(opening).rejects.toThrow(/newer version .*99990101000000_future/);
  await expect(opening).rejects.toMatchObject({ code: 'database-unusable' });
});

test('a database made with another form of a migration is refused', async () => {
  const directory = await filled();
  await execute(
    directory,
    `UPDATE _prisma_migrations SET checksum = 'x' WHERE migration_name LIKE '%_initial';`,
  );
  const opening = ownDatabase(directory);
  await expect(opening).rejects.toThrow(/made with another form of \d+_initial\.$/);
  await expect(opening).rejects.toMatchObject({ code: 'database-unusable' });
});

test('migrations that fail in the middle leave nothing behind', async () => {
  const directory = ownDirectory();
  await execute(directory, 'CREATE TABLE "Session" ("somebody" TEXT);');
  await expect(ownDatabase(directory)).rejects.toMatchObject({
    code: 'database-unusable',
    message: matching(/could not be migrated \(\d+_initial, .*Session/s),
    fix: containing('as it was before'),
  });
  const [rows] = await onDatabase(directory, (connection) =>
    connection.query(
      engine() === 'sqlite'
        ? `SELECT count(*) FROM sqlite_master WHERE type = 'table'`
        : `SELECT count(*) FROM pg_tables WHERE schemaname = 'public'`,
    ),
  );
  expect(Number(rows?.[0])).toBe(1);
});

test('a row that makes no sense is named', async () => {
  const directory = await filled();
  await execute(directory, `UPDATE "Node" SET "failure" = '{"class":"storage"}';`);
  const database = await ownDatabase(directory);
  const listing = database.nodes.list({ deleted: false });
  await expect(listing).rejects.toMatchObject({ code: 'database-unusable' });
  await expect(listing).rejects.toThrow(/failure/);
});

test('an operation that an earlier version recorded with a sentence as its step is read without it', async () => {
  const directory = ownDirectory();
  const database = await ownDatabase(directory);
  const node = await storedNode(database);
  const operation = operationRow(node.id, { step: { name: 'define', number: 2, total: 5 } });
  await database.operations.record(operation);
  expect(await database.operations.get(operation.id)).toEqual(operation);
  await database.close();
  await execute(directory, `UPDATE "Operation" SET "step" = '2 of 4: starting the machine';`);
  const reopened = await ownDatabase(directory);
  expect(await reopened.operations.get(operation.id)).toEqual({ ...operation, step: null });
});
