import { type SqlDriverAdapter } from '@prisma/driver-adapter-utils';
import { type Database } from './api.ts';
import { auditIn } from './audit.ts';
import { bootsIn } from './boots.ts';
import { type Client, openClient, transactionOf } from './client.ts';
import { checkDatabaseFile, databaseFile } from './database-file.ts';
import { translated } from './errors.ts';
import { historyIn } from './history.ts';
import { migrate } from './migrations.ts';
import { nodesIn } from './nodes.ts';
import { operationsIn } from './operations.ts';
import { parsedAll, parsedOrNull, runRow } from './rows.ts';
import { keyFromFile, keyFromText, secretsWith } from './secrets.ts';
import { SingleConnection } from './single-connection.ts';
import { sessionsIn, usersIn } from './accounts.ts';

export interface DatabaseOptions {
  /** `file:PATH`. */
  readonly url: string;
  /** VEN_SECRET_KEY, or the file of a key that is made when it does not exist. */
  readonly key: { readonly text: string } | { readonly file: string };
}

/**
 * Opens the database, made and brought up to the present schema where necessary. Rejects with `database-unusable`
 * when it cannot be used, and then leaves it as it is.
 */
export async function openDatabase({ url, key }: DatabaseOptions): Promise<Database> {
  const file = databaseFile(url);
  checkDatabaseFile(file);
  const secrets = secretsWith('text' in key ? keyFromText(key.text) : keyFromFile(key.file));
  const connection = await connect(file);
  const client = openClient(connection, file);
  return {
    ...tables(client, file),
    secrets,
    close: async () => {
      // The driver lets go of its files some time later; whoever copies the one file shall have everything.
      await connection.executeScript('PRAGMA wal_checkpoint(TRUNCATE)').catch(() => undefined);
      await client.$disconnect();
      await connection.dispose();
    },
  };
}

/** The one connection of this process, on a database with the present schema. */
async function connect(file: string): Promise<SqlDriverAdapter> {
  let connection: SqlDriverAdapter | undefined;
  try {
    connection = await new SingleConnection(file).connect();
    await migrate(connection, file);
    return connection;
  } catch (error) {
    await connection?.dispose();
    throw translated(error, file);
  }
}

function tables(client: Client, file: string): Omit<Database, 'secrets' | 'close'> {
  return {
    nodes: nodesIn(client, transactionOf(client, file)),
    runs: {
      list: async () => parsedAll(runRow, await client.run.findMany({ orderBy: { createdAt: 'desc' } })),
      get: async (id) => parsedOrNull(runRow, await client.run.findUnique({ where: { id } })),
      update: async (id, data) => {
        await client.run.update({ where: { id }, data });
      },
    },
    operations: operationsIn(client),
    boots: bootsIn(client),
    history: historyIn(client, transactionOf(client, file)),
    settings: {
      get: async (key) => (await client.setting.findUnique({ where: { key } }))?.value ?? null,
      set: async (key, value) => {
        await client.setting.upsert({ where: { key }, create: { key, value }, update: { value } });
      },
      keys: async (prefix) => {
        const rows = await client.setting.findMany({
          where: { key: { startsWith: prefix } },
          select: { key: true },
        });
        return rows.map(({ key }) => key);
      },
      remove: async (key) => {
        await client.setting.deleteMany({ where: { key } });
      },
    },
    users: usersIn(client),
    sessions: sessionsIn(client),
    audit: auditIn(client),
    ping: async () => {
      await client.$queryRaw`SELECT 1`;
    },
  };
}
