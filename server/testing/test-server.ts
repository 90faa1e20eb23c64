import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import { type Role } from '../../lib/contract/session.ts';
import { hashPassword } from '../core/access/password.ts';
import { hashSecret, newSecret, TOKEN_PREFIX } from '../core/access/secret.ts';
import { type Core } from '../core/api.ts';
import { type Database } from '../db/api.ts';
import { serve, type ServeOptions } from '../serve.ts';
import { MemoryAccounts } from './memory-accounts.ts';
import { MemoryCore } from './memory-core.ts';

export const ADMIN = { email: 'admin@localhost', password: 'a long enough password' };

export interface TestServerOptions<C extends Core> {
  readonly core: C;
  readonly database?: ServeOptions['database'];
  readonly options?: Partial<Omit<ServeOptions, 'core' | 'database'>>;
}

/** A token of a user of that role, made without the server. */
async function tokenFor(
  database: Pick<Database, 'users' | 'sessions'>,
  role: Role,
  now: number,
): Promise<string> {
  const user = {
    id: randomUUID(),
    email: `${role}-${randomUUID().slice(0, 8)}@localhost`,
    passwordHash: 'none',
    role,
    createdAt: new Date(now).toISOString(),
  };
  await database.users.create(user);
  const token = `${TOKEN_PREFIX}${newSecret()}`;
  await database.sessions.create({
    id: randomUUID(),
    userId: user.id,
    hash: hashSecret(token),
    kind: 'token',
    name: 'test',
    role,
    createdAt: new Date(now).toISOString(),
    lastUsedAt: null,
    expiresAt: new Date(now + 86_400_000).toISOString(),
  });
  return token;
}

async function startWith<C extends Core>({ core, database, options = {} }: TestServerOptions<C>) {
  const rows = database ?? new MemoryAccounts();
  const log: string[] = [];
  const logger = pino({ level: 'info', base: null }, { write: (line: string) => log.push(line) });
  const now = options.now ?? Date.now;
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
    /** `Authorization` of a user with this role. */
    as: async (role: Role) => ({ authorization: `Bearer ${await tokenFor(rows, role, now())}` }),
    addUser: async (email: string, password: string, role: Role) => {
      const passwordHash = await hashPassword(password);
      await rows.users.create({
        id: randomUUID(),
        email,
        passwordHash,
        role,
        createdAt: new Date(now()).toISOString(),
      });
    },
  };
}

/** The real server on a free port, over a core and accounts without a machine; closed when the test ends. */
export async function startTestServer(options: Partial<TestServerOptions<MemoryCore>> = {}) {
  const accounts = new MemoryAccounts();
  const server = await startWith({ core: new MemoryCore(), database: accounts, ...options });
  return { ...server, accounts };
}

export type TestServer = Awaited<ReturnType<typeof startTestServer>>;
