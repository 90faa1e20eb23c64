import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import { type Role } from '../../lib/contract/session.ts';
import { type Core } from '../core/api.ts';
import { type Database } from '../db/api.ts';
import { serve, type ServeOptions } from '../serve.ts';
import { ADMIN, ownMemoryDirectory, TestAccounts } from './accounts.ts';
import { ownDatabase } from './database.ts';
import { MemoryCore } from './memory-core.ts';

export interface TestServerOptions<C extends Core> {
  readonly core: C;
  readonly database?: Database;
  readonly options?: Partial<Omit<ServeOptions, 'core' | 'database'>>;
}

async function startWith<C extends Core>({ core, database, options = {} }: TestServerOptions<C>) {
  const rows = database ?? (await ownDatabase(ownMemoryDirectory()));
  const log: string[] = [];
  const logger = pino({ level: 'info', base: null }, { write: (line: string) => log.push(line) });
  const accounts = new TestAccounts(rows, options.now ?? Date.now);
  if (options.admin === undefined) await accounts.addUser(ADMIN.email, ADMIN.password, 'admin');
  const serving = await serve({
    core,
    database: rows,
    pages: null,
    host: '127.0.0.1',
    port: 0,
    tls: null,
    baseUrl: null,
    admin: ADMIN,
    installation: 'a1b2c3',
    version: 'test',
    logger,
    ...options,
  });
  onTestFinished(() => serving.close());
  return {
    ...serving,
    core,
    database: rows,
    /** Lines of the server's log. */
    log,
    accounts,
    /** `Authorization` of a new user with this role. */
    as: async (role: Role) => ({ authorization: `Bearer ${(await accounts.addToken(role)).token}` }),
  };
}

/** The real server on a free port, over a real database and a core without a machine; closed when the test ends. */
export async function startTestServer(options: Partial<TestServerOptions<MemoryCore>> = {}) {
  return startWith({ core: new MemoryCore(), ...options });
}

export type TestServer = Awaited<ReturnType<typeof startTestServer>>;
