import { PrismaPg } from '@prisma/adapter-pg';
import { type ClientBase, Pool, type PoolConfig } from 'pg';
import { ConsoleError } from '../../../lib/contract/error.ts';
import type { Connection } from '../connection.ts';
import { translated } from '../errors.ts';
import { postgresqlProblem } from './errors.ts';

const CONNECT_MS = 10_000;
/** Any number that no other program would choose for its advisory locks: "ven" in ASCII. */
const LOCK = 0x76_65_6e;

/**
 * The PostgreSQL database that the URL names. As with SQLite, there is one connection: writes are ordered, and the
 * connection that holds the console's lock is the one that writes. A lost connection is replaced, with its lock.
 */
export async function connectPostgresql(url: string): Promise<Connection> {
  const name = nameOf(url);
  const explain = (error: unknown) => postgresqlProblem(error, name);
  const pool = new Pool(poolConfig(url, sessionLock(name)));
  // The error of an idle connection. The next query gets a new connection, or the error.
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
    // The lock belongs to the session and lasts as long as the connection.
    ...{ max: 1, idleTimeoutMillis: 0, keepAlive: true, connectionTimeoutMillis: CONNECT_MS },
  };
  // The pool awaits it, although its types do not declare that.
  return Object.assign(config, { onConnect });
}

/**
 * Takes the console's lock for each connection: each of two consoles would treat the other's nodes as lost. The session
 * of a connection that this console has lost may hold it a little longer, until the server has noticed.
 */
function sessionLock(name: string): (client: ClientBase) => Promise<void> {
  let before: number | null = null;
  return async (client) => {
    const { rows } = await client.query<{ locked: boolean; pid: number }>(
      'SELECT pg_try_advisory_lock($1) AS locked, pg_backend_pid() AS pid',
      [LOCK],
    );
    const [session = { locked: false, pid: 0 }] = rows;
    if (!session.locked && !((await isOwn(client, before)) && (await waited(client)))) {
      throw new ConsoleError('conflict', `${name} is already in use by another console.`, {
        fix: 'Stop it, or give this one a database of its own with DATABASE_URL.',
      });
    }
    before = session.pid;
  };
}

/** Whether the session that has the lock is this one, or the lock is free by now. */
async function isOwn(client: ClientBase, pid: number | null): Promise<boolean> {
  const { rows } = await client.query<{ pid: number }>(
    `SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted AND objid = $1
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    [LOCK],
  );
  return rows.every((row) => row.pid === pid);
}

/** Whether the lock came free in time. */
async function waited(client: ClientBase): Promise<boolean> {
  await client.query(`SET lock_timeout = ${CONNECT_MS / 2}`);
  try {
    await client.query('SELECT pg_advisory_lock($1)', [LOCK]);
    return true;
  } catch {
    return false;
  } finally {
    await client.query('RESET lock_timeout');
  }
}

/** Host and database; the part before them may contain a password. */
function nameOf(url: string): string {
  const { hostname, port, pathname, searchParams } = parsed(url);
  const host = searchParams.get('host') ?? (hostname || 'localhost');
  const database = decodeURIComponent(pathname.slice(1));
  return `The PostgreSQL database ${database || '(unnamed)'} at ${host}${port && `:${port}`}`;
}

function parsed(url: string): URL {
  try {
    // A socket's folder is given as ?host=; the URL then has no host part.
    return new URL(
      url.replace(/^([a-z]+:\/\/[^/?]*@)\//, '$1localhost/').replace(/^([a-z]+:\/\/)\//, '$1localhost/'),
    );
  } catch {
    // Not the URL: it may contain a password.
    throw new ConsoleError('database-unusable', 'DATABASE_URL is not a URL.', {
      fix: 'Set DATABASE_URL=postgresql://USER:PASSWORD@HOST/DATABASE; characters like @ and / in the password as %40 and %2F.',
    });
  }
}
