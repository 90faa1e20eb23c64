import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { eventually } from './eventually.ts';

/** Debian installs the programs that are not for users in a separate folder for each version. */
const VERSIONS = '/usr/lib/postgresql';
const PORT = 5432;
const SUPERUSER = 'postgres';
/** A test's database need not survive anything. */
const FAST = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'autovacuum=off'];

/** The folder of initdb and postgres, of the newest version; null where PostgreSQL is not installed. */
export function postgresqlPrograms(): string | null {
  const versions = existsSync(VERSIONS) ? readdirSync(VERSIONS) : [];
  const newestFirst = versions.sort((one, other) => Number(other) - Number(one));
  const folders = [...newestFirst.map((version) => path.join(VERSIONS, version, 'bin')), '/usr/bin'];
  return folders.find((folder) => existsSync(path.join(folder, 'initdb'))) ?? null;
}

/** A PostgreSQL server for one test run: on a socket in a private folder, and ended with the run's process. */
export class PostgresqlCluster implements AsyncDisposable {
  readonly #folder: string;
  readonly #server: ChildProcess;

  private constructor(folder: string, server: ChildProcess) {
    this.#folder = folder;
    this.#server = server;
  }

  static async start(programs: string): Promise<PostgresqlCluster> {
    const folder = mkdtempSync(path.join(tmpdir(), 'ven-pg-'));
    const data = path.join(folder, 'data');
    const user = serverUser();
    if (user !== null) chownSync(folder, user.uid, user.gid);
    const as = user === null ? [] : [`--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups'];
    const [init, serve] = [path.join(programs, 'initdb'), path.join(programs, 'postgres')];
    const initial = ['--pgdata', data, '--username', SUPERUSER, '--auth=trust', '--encoding=UTF8'];
    execFileSync('setpriv', [...as, init, ...initial, '--locale=C.UTF-8', '--no-sync'], { cwd: '/' });
    const settings = ['listen_addresses=', `unix_socket_directories=${folder}`, `port=${PORT}`, ...FAST];
    const server = spawn(
      'setpriv',
      // If this process is killed, the server ends too.
      [...as, '--pdeathsig=QUIT', serve, '-D', data, ...settings.flatMap((setting) => ['-c', setting])],
      { stdio: 'ignore', cwd: '/' },
    );
    const cluster = new PostgresqlCluster(folder, server);
    await eventually('PostgreSQL to answer', async () => {
      const isUp = await executeOn(cluster.url(SUPERUSER), 'SELECT 1').then(
        () => true,
        () => false,
      );
      return isUp || undefined;
    });
    return cluster;
  }

  /** The URL of one of its databases. */
  url(database: string): string {
    return `postgresql://${SUPERUSER}@localhost/${database}?host=${encodeURIComponent(this.#folder)}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.kill('SIGQUIT');
    if (this.#server.exitCode === null && this.#server.signalCode === null) await once(this.#server, 'exit');
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** The URL of another database of a server. */
export function databaseOn(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

export async function ensureDatabase(server: string, name: string): Promise<void> {
  const found = await executeOn(server, `SELECT 1 FROM pg_database WHERE datname = '${name}'`);
  if (found.length === 0) await executeOn(server, `CREATE DATABASE ${name}`);
}

export async function dropDatabase(server: string, name: string): Promise<void> {
  await executeOn(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
}

/** Executes SQL on a separate connection. */
export async function executeOn(url: string, sql: string): Promise<readonly unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** initdb and postgres refuse to run as root; the package creates this user. */
function serverUser(): { uid: number; gid: number } | null {
  if (process.getuid?.() !== 0) return null;
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}
