import type { Connection, Engine } from './connection.ts';
import { translated } from './errors.ts';
import { PrismaClient } from './generated/client.ts';
import { getPrismaClientClass } from './generated/internal/class-postgresql.ts';

const CLIENTS: Readonly<Record<Engine, typeof PrismaClient>> = {
  sqlite: PrismaClient,
  postgresql: getPrismaClientClass(),
};

/** Prisma on an open connection. Failures of the database reject with a ConsoleError. */
export function openClient(connection: Connection) {
  const base = new CLIENTS[connection.engine]({ adapter: connection.adapter, errorFormat: 'minimal' });
  return base.$extends({
    query: {
      async $allOperations({ args, query }): Promise<unknown> {
        try {
          // Prisma's type for the result of any operation.
          const result: unknown = await query(args);
          return result;
        } catch (error) {
          throw translated(error, connection);
        }
      },
    },
  });
}

export type Client = ReturnType<typeof openClient>;
/** What can be used inside a transaction. */
export type Writer = Pick<
  Client,
  | 'run'
  | 'node'
  | 'operation'
  | 'boot'
  | 'stageEvent'
  | 'occurrence'
  | 'delivery'
  | 'schedule'
  | 'scheduleTime'
>;
/** Runs the action in one transaction: everything is committed, or nothing. */
export type Transaction = <T>(action: (writer: Writer) => Promise<T>) => Promise<T>;

/** Transactions queue for the one connection; on a busy machine Prisma's defaults of 2 and 5 seconds are too short. */
const PATIENCE = { maxWait: 60_000, timeout: 60_000 };

/** Beginning and committing are not operations of a model, so their failures are translated here. */
export function transactionOf(client: Client, connection: Connection): Transaction {
  return async (action) => {
    try {
      return await client.$transaction((writer) => action(writer), PATIENCE);
    } catch (error) {
      throw translated(error, connection);
    }
  };
}
