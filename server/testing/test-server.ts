import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import { createRequest, type Node, type PowerAction } from '../../lib/contract/node.ts';
import type { Role } from '../../lib/contract/session.ts';
import type { Database } from '../db/api.ts';
import { serve, type ServeOptions } from '../serve.ts';
import { ADMIN, ownMemoryDirectory, TestAccounts } from './accounts.ts';
import { OPERATOR } from './core.ts';
import { ownDatabase } from './database.ts';
import { eventually } from './eventually.ts';
import { coreOver, MEMORY_INSTALLATION } from './memory-console.ts';
import { MemoryHost } from './memory-host.ts';
import { observed, type ObservedCore } from './observed-core.ts';
import { outcomeOf } from './outcome.ts';
import { type Recorded, recordBoot } from './recorded-boot.ts';

type TestServeOptions = Partial<Omit<ServeOptions, 'core' | 'database'>>;

async function startServer(core: ObservedCore, database: Database, options: TestServeOptions) {
  const log: string[] = [];
  const logger = pino({ level: 'info', base: null }, { write: (line: string) => log.push(line) });
  const accounts = new TestAccounts(database, options.now ?? Date.now);
  if (options.admin === undefined) await accounts.addUser(ADMIN.email, ADMIN.password, 'admin');
  const serving = await serve({
    core,
    database,
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
    database,
    /** Lines of the server's log. */
    log,
    accounts,
    /** `Authorization` of a new user with this role. */
    as: async (role: Role) => ({ authorization: `Bearer ${(await accounts.addToken(role)).token}` }),
  };
}

/**
 * The whole server on a free port, over a real database and a host in memory, without a node; closed when the test
 * ends.
 */
export async function startConsole({
  options = {},
  screenInterval = 0,
}: { readonly options?: TestServeOptions; readonly screenInterval?: number } = {}) {
  const host = new MemoryHost();
  const dataDir = ownMemoryDirectory();
  const database = await ownDatabase(dataDir);
  const core = observed(await coreOver(host, database, dataDir, screenInterval));
  await eventually('the first reading of the host', () => core.ready() || undefined);
  const server = await startServer(core, database, options);
  const create = async (name: string, start: boolean): Promise<Node> => {
    const { operations } = await core.nodes.create(createRequest.parse({ name, start }), OPERATOR);
    for (const { id } of operations) await outcomeOf(core, id);
    return core.nodes.get(name);
  };
  const act = async (node: Node, action: PowerAction): Promise<void> => {
    const { id } = await core.nodes.act(node.id, action, OPERATOR);
    await outcomeOf(core, id);
  };
  const print = async (node: Node, output: string | Buffer, number = 0): Promise<void> => {
    const port = host.port(node.uuid, number);
    port.print(output);
    const { log } = await core.consoles.open(node.id, number);
    await eventually('its recording', () => log.facts.end === port.end || undefined);
  };
  return {
    ...server,
    host,
    dataDir,
    /** Prints as the guest; resolves when the output is recorded. */
    print,
    /** A node that was never switched on. */
    addNode: (name: string) => create(name, false),
    /** A node in its first boot. */
    addRunning: (name: string) => create(name, true),
    /** The host has domains of nodes that this database does not know; they are adopted. */
    async adopt(names: readonly string[]) {
      for (const name of names) host.add(MEMORY_INSTALLATION, { id: randomUUID(), uuid: randomUUID(), name });
      const before = (await core.nodes.list()).length;
      host.connected();
      const isDone = async () => (await core.nodes.list()).length === before + names.length || undefined;
      await eventually('all of them', isDone);
    },
    /** Resolves when it is carried out. */
    act,
    /** A serial port of a node that is on. */
    port: ({ uuid }: Pick<Node, 'uuid'>, port = 0) => host.port(uuid, port),
    /** A past boot, with the output of its first port. */
    recordBoot: ({ id }: Pick<Node, 'id'>, ...parts: Recorded[]) =>
      recordBoot({ database, dataDir, nodeId: id }, parts),
  };
}

export type TestConsole = Awaited<ReturnType<typeof startConsole>>;

/** As above, but records by how many milliseconds it would delay a login instead of waiting; its clock advances. */
export async function startWithHolds(options: { readonly baseUrl?: string } = {}) {
  const holds: number[] = [];
  const started = Date.now();
  const now = () => holds.reduce((time, held) => time + held, started);
  const hold = (milliseconds: number) => {
    holds.push(milliseconds);
    return Promise.resolve();
  };
  return { server: await startConsole({ options: { ...options, now, hold } }), holds };
}
