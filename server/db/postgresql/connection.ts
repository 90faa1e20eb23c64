import { PrismaPg } from '@prisma/adapter-pg';
import { type ClientBase, Pool, type PoolConfig } from 'pg';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { type Connection } from '../connection.ts';
import { translated } from '../errors.ts';
import { postgresqlProblem } from './errors.ts';

const CONNECT_MS = 10_000;
/** Any number that no other program would choose for its advisory locks: "ven" in ASCII. */
const LOCK = 0x76_65_6e;

/**
 * The PostgreSQL database that the URL names. There is one connection, as with SQLite: writes are in one order, and
 * what holds the lock of the one console is what writes. A connection that was lost is made again, with its lock.
 */
export async function connectPostgresql(url: string): Promise<Connection> {
  const name = nameOf(url);
  const explain = (error: unknown) => postgresqlProblem(error, name);
  const pool = new Pool(poolConfig(url, (client) => lock(client, name)));
  // Of a connection that nobody uses at the moment. Whoever needs it next gets another, or the error.
  pool.on('error', () => undefined);
  try {
    await pool.query('SELECT 1');
  } catch (error) {
    await pool.end();
    throw translated(error, { explain });
  }
  return {
    engine: 'postgresql',
    name,
    adapter: new PrismaPg(pool),
    query: async (text) => (await pool.query<unknown[]>({ text, rowMode: 'array' })).rows,
    runScript: async (script) => {
      const client = await pool.connect();
      try {
        await client.query(`BEGIN;\n${script}\nCOMMIT;`);
      } catch (error) {
        await client.query('ROLLBACK').catch(() => undefined);
        throw error;
      } finally {
        client.release();
      }
    },
    explain,
    close: async () => {
      if (!pool.ending) await pool.end();
    },
  };
}

function poolConfig(connectionString: string, onConnect: (client: ClientBase) => Promise<void>): PoolConfig {
  const config: PoolConfig = {
    ...{ connectionString, application_name: 'virtual-edge-node-console' },
    // The lock is the session's: as long as it is not lost, it is kept.
    ...{ max: 1, idleTimeoutMillis: 0, keepAlive: true, connectionTimeoutMillis: CONNECT_MS },
  };
  // The pool waits for it; its types do not know that yet.
  return Object.assign(config, { onConnect });
}

/** Two consoles would each take the other's nodes for lost ones. */
async function lock(client: ClientBase, name: string): Promise<void> {
  const { rows } = await client.query<{ locked: boolean }>('SELECT pg_try_advisory_lock($1) AS locked', [
    LOCK,
  ]);
  if (rows[0]?.locked === true) return;
  throw new ConsoleError('conflict', `${name} is already in use by another console.`, {
    fix: 'Stop it, or give this one a database of its own with DATABASE_URL.',
  });
}

/** Host and database; what stands before them may be a password. */
function nameOf(url: string): string {
  const { hostname, port, pathname, searchParams } = parsed(url);
  const host = searchParams.get('host') ?? (hostname || 'localhost');
  const database = decodeURIComponent(pathname.slice(1));
  return `The PostgreSQL database ${database || '(unnamed)'} at ${host}${port && `:${port}`}`;
}

function parsed(url: string): URL {
  try {
    // A socket's folder is given as ?host=, and then there is no host in front.
    return new URL(
      url.replace(/^([a-z]+:\/\/[^/?]*@)\//, '$1localhost/').replace(/^([a-z]+:\/\/)\//, '$1localhost/'),
    );
  } catch {
    // Not the URL: it may hold a password.
    throw new ConsoleError('database-unusable', 'DATABASE_URL is not a URL.', {
      fix: 'Set DATABASE_URL=postgresql://USER:PASSWORD@HOST/DATABASE; characters like @ and / in the password as %40 and %2F.',
    });
  }
}
