import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { databaseUrl, ownDatabase, ownDirectory, storedNode } from '../../testing/database.ts';
import { eventually } from '../../testing/eventually.ts';
import { anyText } from '../../testing/matching.ts';
import { executeOn } from '../../testing/postgresql.ts';
import { openDatabase } from '../open.ts';

const key = { text: 'a text of more than sixteen characters' };
/** Cuts every connection to the database, as a restart of the server does. */
const CUT = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
  WHERE datname = current_database() AND pid <> pg_backend_pid()`;

test('two consoles cannot have one database; when the first has closed it, another may', async () => {
  const directory = ownDirectory();
  const first = await ownDatabase(directory);
  const second = openDatabase({ url: await databaseUrl(directory), key });
  await expect(second).rejects.toMatchObject({ code: 'conflict' });
  await expect(second).rejects.toThrow(
    /^The PostgreSQL database ven_\w+ at \S+ is already in use by another console\.$/,
  );
  await first.close();
  await ownDatabase(directory);
});

test('a connection that was lost is made again', async () => {
  const directory = ownDirectory();
  const database = await ownDatabase(directory);
  const node = await storedNode(database);
  await executeOn(await databaseUrl(directory), CUT);
  await expect.poll(() => database.nodes.get(node.id).catch(() => null)).toEqual(node);
});

/** Lies between console and server: cuts the console's connections without telling the server. */
async function openWire(url: string) {
  const folder = mkdtempSync(path.join(tmpdir(), 'ven-wire-'));
  const target = path.join(new URL(url).searchParams.get('host') ?? '', '.s.PGSQL.5432');
  const [clients, servers]: [Socket[], Socket[]] = [[], []];
  const wire = createServer((client) => {
    const server = connect(target);
    clients.push(client);
    servers.push(server);
    for (const socket of [client, server]) socket.on('error', () => undefined);
    client.on('data', (bytes) => void server.write(bytes));
    server.on('data', (bytes) => void client.write(bytes));
  }).listen(path.join(folder, '.s.PGSQL.5432'));
  await once(wire, 'listening');
  onTestFinished(() => {
    for (const socket of [...clients, ...servers]) socket.destroy();
    wire.close();
    rmSync(folder, { recursive: true });
  });
  const through = new URL(url);
  through.searchParams.set('host', folder);
  return { url: through.href, clients, servers };
}

test('a new connection waits for the end of the one that was lost', async () => {
  const wire = await openWire(await databaseUrl(ownDirectory()));
  const database = await openDatabase({ url: wire.url, key });
  onTestFinished(() => database.close());
  const node = await storedNode(database);
  const [lost] = wire.clients;
  if (lost === undefined) throw new Error('it has a connection');
  lost.destroy();
  await once(lost, 'close');
  // The server still has the first session, with the lock.
  const read = database.nodes.get(node.id).catch(() => database.nodes.get(node.id));
  await expect.poll(() => wire.servers.length).toBeGreaterThan(1);
  wire.servers[0]?.destroy();
  expect(await read).toEqual(node);
});

test('a console that lost its connection writes nothing while another one has the database', async () => {
  const directory = ownDirectory();
  const url = await databaseUrl(directory);
  const database = await ownDatabase(directory);
  const node = await storedNode(database);
  await executeOn(url, CUT);
  // As soon as the server has noticed that the first one is gone.
  const other = await eventually('the lock', () => openDatabase({ url, key }).catch(() => undefined));
  await expect(database.nodes.update(node.id, { address: '192.0.2.1' })).rejects.toThrow();
  await expect(database.nodes.update(node.id, { address: '192.0.2.1' })).rejects.toMatchObject({
    code: 'conflict',
    message: anyText,
  });
  await other.close();
  await expect
    .poll(() => database.nodes.update(node.id, { address: '192.0.2.2' }).then(() => 'written', String))
    .toBe('written');
});

test.each([
  ['no server', 'postgresql://me:secret@localhost:1/console', /console at localhost:1 does not answer/],
  ['no socket', 'postgresql://me:secret@/console?host=/nowhere', /console at \/nowhere does not answer/],
  ['no URL', 'postgresql://me:secret@host:port/console', /^DATABASE_URL is not a URL\.$/],
])('%s is told without the password', async (_, url, message) => {
  const opening = openDatabase({ url, key });
  await expect(opening).rejects.toMatchObject({ code: 'database-unusable' });
  await expect(opening).rejects.toThrow(message);
  await expect(opening).rejects.not.toThrow(/secret/);
});

test('a database that does not exist, and a user without rights', async () => {
  const url = new URL(await databaseUrl(ownDirectory()));
  const at = (change: Partial<Pick<URL, 'pathname' | 'username'>>) =>
    openDatabase({ url: Object.assign(new URL(url), change).href, key });
  await expect(at({ pathname: '/missing' })).rejects.toThrow(/missing at \S+ does not exist/);
  await expect(at({ username: 'nobody' })).rejects.toThrow(/refuses the user/);
  await executeOn(url.href, 'CREATE ROLE guest LOGIN; REVOKE CREATE ON SCHEMA public FROM PUBLIC;');
  await expect(at({ username: 'guest' })).rejects.toMatchObject({
    code: 'database-unusable',
    fix: 'Make the user of DATABASE_URL the owner of the database.',
  });
});
