import { ConsoleError } from '../../lib/contract/error.ts';
import { sessionsIn, usersIn } from './accounts.ts';
import type { Database } from './api.ts';
import { auditIn } from './audit.ts';
import { bootsIn } from './boots.ts';
import { type Client, openClient, type Transaction, transactionOf } from './client.ts';
import type { Connection } from './connection.ts';
import { translated } from './errors.ts';
import { historyIn } from './history.ts';
import { diagnosesIn } from './diagnoses.ts';
import { checkpointsIn } from './checkpoints.ts';
import { faultsIn } from './faults.ts';
import { imagesIn } from './images.ts';
import { hostsIn, networksIn, orchestratorsIn } from './infrastructure.ts';
import { migrate } from './migrations.ts';
import { bulksIn } from './bulks.ts';
import { nodesIn } from './nodes.ts';
import { operationsIn } from './operations.ts';
import { connectPostgresql } from './postgresql/connection.ts';
import { jsonOrNull, parsedAll, parsedOrNull, runRow } from './rows.ts';
import { savedSearchesIn } from './saved-searches.ts';
import { keyFromFile, keyFromText, type Secrets, secretsWith } from './secrets.ts';
import { deliveriesIn, webhooksIn } from './notifications.ts';
import { recordingsIn, shareLinksIn } from './sharing.ts';
import { schedulesIn } from './schedules.ts';
import { connectSqlite } from './sqlite/connection.ts';
import { templatesIn } from './templates.ts';

export interface DatabaseOptions {
  /** `file:PATH` or `postgresql://…`. */
  readonly url: string;
  /** VEN_SECRET_KEY, or a key file, which is created when it does not exist. */
  readonly key: { readonly text: string } | { readonly file: string };
}

/**
 * Opens the database; creates it or migrates it to the current schema if necessary. Rejects with `database-unusable`
 * when it cannot be used, and then leaves it unchanged.
 */
export async function openDatabase({ url, key }: DatabaseOptions): Promise<Database> {
  const connection = await connect(url);
  try {
    await migrate(connection);
    const secrets = secretsWith('text' in key ? keyFromText(key.text) : keyFromFile(key.file));
    const client = openClient(connection);
    return {
      ...tables(client, transactionOf(client, connection), secrets),
      secrets,
      close: async () => {
        await connection.close();
        await client.$disconnect();
      },
    };
  } catch (error) {
    await connection.close();
    throw translated(error, connection);
  }
}

const ENGINES: Readonly<Record<string, (url: string) => Promise<Connection>>> = {
  'file:': connectSqlite,
  'postgresql:': connectPostgresql,
  'postgres:': connectPostgresql,
};

function connect(url: string): Promise<Connection> {
  // Shows only the scheme: the rest may contain a password.
  const scheme = /^[a-z+]+:/i.exec(url)?.[0] ?? 'no scheme';
  const open = ENGINES[scheme];
  if (open !== undefined) return open(url);
  throw new ConsoleError(
    'database-unusable',
    `DATABASE_URL has ${scheme}; known are file: and postgresql:.`,
    {
      fix: 'Set DATABASE_URL=file:PATH or postgresql://…, or leave it out for a SQLite file in the data directory.',
    },
  );
}

function tables(
  client: Client,
  transaction: Transaction,
  secrets: Secrets,
): Omit<Database, 'secrets' | 'close'> {
  return {
    nodes: nodesIn(client, transaction),
    runs: {
      list: async () => parsedAll(runRow, await client.run.findMany({ orderBy: { createdAt: 'desc' } })),
      get: async (id) => parsedOrNull(runRow, await client.run.findUnique({ where: { id } })),
      controlled: async () =>
        parsedAll(runRow, await client.run.findMany({ where: { control: { not: null } } })),
      update: async (id, { control, ...plain }) => {
        const data = { ...plain, ...(control !== undefined && { control: jsonOrNull(control) }) };
        await client.run.update({ where: { id }, data });
      },
    },
    operations: operationsIn(client),
    bulks: bulksIn(client),
    boots: bootsIn(client),
    history: historyIn(client, transaction),
    recordings: recordingsIn(client),
    hosts: hostsIn(client),
    orchestrators: orchestratorsIn(client, secrets),
    templates: templatesIn(client),
    diagnoses: diagnosesIn(client),
    checkpoints: checkpointsIn(client),
    schedules: schedulesIn(client, transaction),
    faults: faultsIn(client),
    images: imagesIn(client),
    networks: networksIn(client),
    shareLinks: shareLinksIn(client),
    webhooks: webhooksIn(client, secrets),
    deliveries: deliveriesIn(client, transaction),
    savedSearches: savedSearchesIn(client),
    settings: {
      get: async (key) => (await client.setting.findUnique({ where: { key } }))?.value ?? null,
      set: async (key, value) => {
        await client.setting.upsert({ where: { key }, create: { key, value }, update: { value } });
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
