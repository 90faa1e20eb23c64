import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openDatabase } from '../db/open.ts';

let migrated: Promise<Uint8Array> | undefined;

async function migrate(): Promise<Uint8Array> {
  const directory = mkdtempSync(path.join(tmpdir(), 'ven-migrated-'));
  const file = path.join(directory, 'console.db');
  try {
    const database = await openDatabase({ url: `file:${file}`, key: { text: 'it holds no secrets yet' } });
    await database.close();
    return readFileSync(file);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/**
 * Puts an empty database of the current schema there, unless there is one. Hundreds of tests begin with one: the
 * migrations run once for all tests of a process.
 */
export async function ensureMigrated(file: string): Promise<void> {
  if (existsSync(file)) return;
  writeFileSync(file, await (migrated ??= migrate()), { mode: 0o600 });
}
