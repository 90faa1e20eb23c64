import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import { type Role } from '../../lib/contract/session.ts';
import { type Core } from '../core/api.ts';
import { type Database } from '../db/api.ts';
import { serve, type ServeOptions } from '../serve.ts';
import { ADMIN, ownMemoryDirectory, TestAccounts } from './accounts.ts';
import { ownDatabase, storedNode } from './database.ts';
import { eventually } from './eventually.ts';
import { coreOver, MEMORY_INSTALLATION } from './memory-console.ts';
import { MemoryCore } from './memory-core.ts';
import { MemoryHost } from './memory-host.ts';

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

/** As above, but it notes for how many milliseconds it would hold up a login instead of doing so; its time passes. */
export async function startWithHolds(options: { readonly baseUrl?: string } = {}) {
  const holds: number[] = [];
  const started = Date.now();
  const now = () => holds.reduce((time, held) => time + held, started);
  const hold = (milliseconds: number) => {
    holds.push(milliseconds);
    return Promise.resolve();
  };
  return { server: await startTestServer({ options: { ...options, now, hold } }), holds };
}

/** Over the real core and a host in memory, with a running node `one` in its first boot. */
export async function startConsole() {
  const directory = ownMemoryDirectory();
  const database = await ownDatabase(directory);
  const node = await storedNode(database, { name: 'one' });
  const host = new MemoryHost();
  host.add(MEMORY_INSTALLATION, node);
  const core = await coreOver(host, database, directory);
  host.connected();
  await eventually('the first reading of the host', () => core.ready() || undefined);
  host.become(node.uuid, 'running', 'started');
  const boots = async () => (await core.nodes.get(node.id)).bootNumber === 1 || undefined;
  await eventually('its first boot', boots);
  return { ...(await startWith({ core, database })), host };
}
