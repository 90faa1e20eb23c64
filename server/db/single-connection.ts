import { PrismaLibSql } from '@prisma/adapter-libsql';
import { driverUrl } from './database-file.ts';
import { statementsOf } from './statements.ts';

type Client = ReturnType<PrismaLibSql['createClient']>;

/** How long to wait for another process that is writing. Waiting holds our event loop up, so not long. */
const BUSY_MS = 2000;

/**
 * The libSQL adapter on exactly one connection. The driver's own transactions each take the present connection away,
 * leave it to the garbage collector and open a new one, on which the pragmas below are not in force. Prisma's adapter
 * already sends one statement at a time and lets nobody else in during a transaction.
 */
export class SingleConnection extends PrismaLibSql {
  constructor(file: string) {
    super({ url: driverUrl(file) });
  }

  override createClient(config: Parameters<PrismaLibSql['createClient']>[0]): Client {
    const client = super.createClient(config);
    // Instead of the driver's, which has a deprecated form without a mode.
    Object.assign(client, { transaction: () => begin(client) });
    client.executeMultiple = (script) => executeEach(client, script);
    return client;
  }

  override async connect(): ReturnType<PrismaLibSql['connect']> {
    const adapter = await super.connect();
    try {
      await adapter.executeScript(`PRAGMA busy_timeout = ${BUSY_MS}; PRAGMA foreign_keys = ON`);
      // What a write has promised survives a power cut: FULL also waits for the disk in WAL mode.
      await adapter.executeScript('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
      return adapter;
    } catch (error) {
      await adapter.dispose();
      throw error;
    }
  }
}

async function executeEach(client: Pick<Client, 'execute'>, script: string): Promise<void> {
  for (const statement of statementsOf(script)) await client.execute(statement);
}

/** Takes the write lock at once: a transaction that reads first and then cannot write would have to be repeated. */
async function begin(client: Client) {
  await client.execute('BEGIN IMMEDIATE');
  let closed = false;
  const end = async (how: 'COMMIT' | 'ROLLBACK') => {
    await client.execute(how);
    closed = true;
  };
  return {
    execute: client.execute.bind(client),
    // Prisma's adapter does not use it.
    batch: () => Promise.reject(new Error('statements are executed one at a time')),
    executeMultiple: (script: string) => executeEach(client, script),
    commit: async () => {
      try {
        await end('COMMIT');
      } catch (error) {
        // A full disk is noticed here; the connection must not stay inside the transaction.
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
