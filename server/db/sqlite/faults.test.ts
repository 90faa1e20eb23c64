import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { bundled } from '../../testing/bundled.ts';
import { ownDatabase, ownDirectory, storedNode } from '../../testing/database.ts';
import { eventually } from '../../testing/eventually.ts';
import { openDatabase } from '../open.ts';

const WRITER = await bundled('server/testing/database-writer.ts');

function writer(directory: string, name: string, count: number, as: { uid?: number } = {}): ChildProcess {
  const child = spawn(process.execPath, [WRITER, directory, name, String(count)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    ...as,
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

/** Root may write everything. */
const asNobody = () => (process.getuid?.() === 0 ? { uid: 65_534 } : {});

/** The numbers a writer printed before it ended, or the first `enough` of them. */
async function written(child: ChildProcess, enough = Infinity): Promise<number> {
  let last = 0;
  if (child.stdout === null) throw new Error('its output is not read');
  for await (const line of createInterface({ input: child.stdout })) {
    last = Number(line);
    if (last === enough) child.kill('SIGKILL');
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return last;
}

/** A directory with a database that contains a node. */
async function filled(): Promise<string> {
  const directory = ownDirectory();
  const database = await ownDatabase(directory);
  await storedNode(database);
  await database.close();
  return directory;
}

test('two processes make, migrate and fill one database at the same time', async () => {
  const directory = ownDirectory();
  const counts = await Promise.all(['a', 'b'].map((name) => written(writer(directory, name, 50))));
  expect(counts).toEqual([50, 50]);
  const database = await ownDatabase(directory);
  expect(await database.settings.get('a.50')).not.toBeNull();
  expect(await database.settings.get('b.50')).not.toBeNull();
});

test('killed between writes, every acknowledged write is there', async () => {
  const directory = ownDirectory();
  for (const name of ['a', 'b', 'c']) {
    const last = await written(writer(directory, name, 10_000), 25);
    expect(last).toBeGreaterThanOrEqual(25);
    const database = await ownDatabase(directory);
    for (let number = 1; number <= last; number++) {
      expect(await database.settings.get(`${name}.${number}`)).not.toBeNull();
    }
    await database.close();
  }
});

test('killed while it is made, the database is made by the next one', async () => {
  const directory = ownDirectory();
  const child = writer(directory, 'a', 10_000);
  // During its first opening: the file exists, but not all tables do.
  await eventually('a database file', () => existsSync(path.join(directory, 'console.db')) || undefined);
  child.kill('SIGKILL');
  await once(child, 'exit');
  await storedNode(await ownDatabase(directory));
});

const damages: [string, (file: string) => void, RegExp][] = [
  [
    'garbage',
    (file) => writeFileSync(file, 'not a database at all, but long enough to have a header'),
    /is not a SQLite/,
  ],
  ['a truncated file', (file) => writeFileSync(file, readFileSync(file).subarray(0, 10_000)), /damaged/],
  ['a damaged page', (file) => writeFileSync(file, readFileSync(file).fill(0xa5, 8192, 16_384)), /damaged/],
];

test.each(damages)('%s is refused and left alone', async (_, damage, message) => {
  const directory = await filled();
  const file = path.join(directory, 'console.db');
  damage(file);
  const before = readFileSync(file);
  const opening = ownDatabase(directory);
  await expect(opening).rejects.toMatchObject({ code: 'database-unusable' });
  await expect(opening).rejects.toThrow(message);
  await expect(opening).rejects.toSatisfy(
    (error: unknown) => error instanceof ConsoleError && error.fix.includes(`Restore ${file}`),
  );
  expect(readFileSync(file)).toEqual(before);
});

test('a directory in its place is refused', async () => {
  const directory = ownDirectory();
  cpSync(import.meta.dirname, path.join(directory, 'console.db'), { recursive: true });
  await expect(ownDatabase(directory)).rejects.toMatchObject({ code: 'database-unusable' });
});

test('other databases are refused without a password in the message', async () => {
  const opening = openDatabase({ url: 'mysql://me:secret@db/x', key: { text: 'x'.repeat(32) } });
  await expect(opening).rejects.toThrow(/^DATABASE_URL has mysql:; /);
});

test('a file and its companions are its owner’s alone, and closing leaves no file open', async () => {
  const directory = ownDirectory();
  const database = await ownDatabase(directory);
  await storedNode(database);
  for (const name of ['console.db', 'console.db-wal', 'secret.key']) {
    expect(statSync(path.join(directory, name)).mode & 0o777).toBe(0o600);
  }
  await database.close();
  // All of it is in the one file. The driver closes its files when its statements are collected as garbage, so of
  // these there is at most one each: one connection, whatever was done.
  expect(statSync(path.join(directory, 'console.db-wal')).size).toBe(0);
  const open = openFiles(directory);
  expect(new Set(open).size).toBe(open.length);
});

function openFiles(directory: string): string[] {
  return readdirSync('/proc/self/fd').flatMap((descriptor) => {
    try {
      const target = readlinkSync(`/proc/self/fd/${descriptor}`);
      return target.startsWith(directory) ? [target] : [];
    } catch {
      return [];
    }
  });
}

test('a file that cannot be written is named, with what to do', async () => {
  const directory = await filled();
  chmodSync(directory, 0o755);
  const file = path.join(directory, 'console.db');
  chmodSync(file, 0o444);
  const child = writer(directory, 'a', 1, asNobody());
  let complaint = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (complaint += text));
  await once(child, 'close');
  expect(complaint).toContain(`ConsoleError: ${file} cannot be used: EACCES`);
});

test.runIf(process.getuid?.() === 0)(
  'a full disk is said so; with space again the database goes on',
  async () => {
    const directory = ownDirectory();
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', directory]);
    onTestFinished(() => void execFileSync('umount', ['--lazy', directory]));
    const database = await ownDatabase(directory);
    const node = await storedNode(database);
    const fill = async () => {
      for (let number = 0; number < 500; number++)
        await database.settings.set(String(number), 'x'.repeat(8000));
    };
    await expect(fill()).rejects.toMatchObject({ code: 'database-unusable' });
    await expect(fill()).rejects.toThrow(/no space left for .*console\.db/);
    execFileSync('mount', ['-o', 'remount,size=20m', directory]);
    await fill();
    expect(await database.nodes.get(node.id)).toEqual(node);
  },
);
