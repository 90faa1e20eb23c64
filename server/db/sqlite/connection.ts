import { PrismaLibSql } from '@prisma/adapter-libsql';
import type { SqlDriverAdapter } from '@prisma/driver-adapter-utils';
import { ConsoleError } from '../../../lib/contract/error.ts';
import type { Connection } from '../connection.ts';
import { translated } from '../errors.ts';
import { checkDatabaseFile, databaseFile, driverUrl } from './database-file.ts';
import { restoreOrMove, sqliteProblem } from './errors.ts';

type Client = ReturnType<PrismaLibSql['createClient']>;

/** How long to wait for another process that is writing. Kept short, because waiting blocks the event loop. */
const BUSY_MS = 2000;

/** The database in the file that the URL names; created when it does not exist. */
export async function connectSqlite(url: string): Promise<Connection> {
  const file = databaseFile(url);
  checkDatabaseFile(file);
  const explain = (error: unknown) => sqliteProblem(error, file);
  let adapter: SqlDriverAdapter | undefined;
  try {
    adapter = await new SingleConnection(file).connect();
    await checkIntegrity(adapter, file);
    return connectionOver(adapter, file, explain);
  } catch (error) {
    await adapter?.dispose();
    throw translated(error, { explain });
  }
}

function connectionOver(adapter: SqlDriverAdapter, file: string, explain: Connection['explain']): Connection {
  const { provider, adapterName } = adapter;
  return {
    engine: 'sqlite',
    name: file,
    adapter: { provider, adapterName, connect: () => Promise.resolve(adapter) },
    query: async (sql) => (await adapter.queryRaw({ sql, args: [], argTypes: [] })).rows,
    runScript: async (script) => {
      // Works only outside a transaction; migrations change a table by creating a new one and dropping the old one.
      await adapter.executeScript('PRAGMA foreign_keys = OFF');
      try {
        // Rolled back by the driver when one of its statements fails.
        await adapter.executeScript(`BEGIN IMMEDIATE;\n${script}\nCOMMIT;`);
      } finally {
        await adapter.executeScript('PRAGMA foreign_keys = ON');
      }
    },
    explain,
    close: async () => {
      // The driver closes its files some time later; the database file must be complete for anyone who copies it now.
      await adapter.executeScript('PRAGMA wal_checkpoint(TRUNCATE)').catch(() => undefined);
      await adapter.dispose();
    },
  };
}

/**
 * The libSQL adapter on exactly one connection. Each of the driver's own transactions takes the current connection,
 * leaves it to the garbage collector and opens a new one, without the pragmas below. Prisma's adapter already sends
 * one statement at a time and admits no others during a transaction.
 */
class SingleConnection extends PrismaLibSql {
  constructor(file: string) {
    super({ url: driverUrl(file) });
  }

  override createClient(config: Parameters<PrismaLibSql['createClient']>[0]): Client {
    const client = super.createClient(config);
    // Replaces the driver's method, which has a deprecated overload without a mode.
    return Object.assign(client, { transaction: () => begin(client) });
  }

  override async connect(): ReturnType<PrismaLibSql['connect']> {
    const adapter = await super.connect();
    try {
      await adapter.executeScript(`PRAGMA busy_timeout = ${BUSY_MS}; PRAGMA foreign_keys = ON`);
      // A completed write survives a power cut: FULL also waits for the disk in WAL mode.
      await adapter.executeScript('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
      return adapter;
    } catch (error) {
      await adapter.dispose();
      throw error;
    }
  }
}

/** Takes the write lock at once: a transaction that reads first and then cannot write would have to be repeated. */
async function begin(client: Client) {
  await client.execute('BEGIN IMMEDIATE');
  let closed = false;
  const end = async (how: 'COMMIT' | 'ROLLBACK') => {
    await client.execute(how);
    closed = true;
  };
  const refuse = () => Promise.reject(new Error('statements are executed one at a time'));
  return {
    execute: client.execute.bind(client),
    // Prisma's adapter uses neither.
    batch: refuse,
    executeMultiple: refuse,
    commit: async () => {
      try {
        await end('COMMIT');
      } catch (error) {
        // A full disk surfaces here; the connection must not remain inside the transaction.
        await end('ROLLBACK').catch(() => undefined);
        throw error;
      }
    },
    rollback: () => end('ROLLBACK'),
    close: () => undefined,
    get closed() {
      return closed;
    },
  };
}

async function checkIntegrity(adapter: SqlDriverAdapter, file: string): Promise<void> {
  const { rows } = await adapter.queryRaw({ sql: 'PRAGMA quick_check(1)', args: [], argTypes: [] });
  const verdict = rows[0]?.[0];
  if (verdict === 'ok') return;
  throw new ConsoleError('database-unusable', `${file} is damaged (${JSON.stringify(verdict)}).`, {
    fix: restoreOrMove(file),
  });
}
