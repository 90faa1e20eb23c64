import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { PrismaLibSql } from '@prisma/adapter-libsql';
import type { SqlDriverAdapter } from '@prisma/driver-adapter-utils';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { checkDatabaseFile, driverUrl } from './database-file.ts';
import { translated } from '../errors.ts';
import { isLocked, sqliteProblem } from './errors.ts';

export interface DirectoryLock {
  close(): Promise<void>;
}

/**
 * Makes this process the only console of a data directory. The lock is SQLite's, on an empty database, and thus the
 * kernel's: it ends with its process, however that ends, and holds between containers that share the folder. It is
 * not on the console's own database, because backup tools read that.
 */
export async function lockDirectory(directory: string): Promise<DirectoryLock> {
  const file = path.join(directory, 'lock');
  checkDatabaseFile(file);
  const connection = await new PrismaLibSql({ url: driverUrl(file) }).connect();
  try {
    // Nothing is ever written, so that a full disk does not prevent a start.
    await execute(connection, 'PRAGMA journal_mode = MEMORY');
    await execute(connection, 'BEGIN EXCLUSIVE');
  } catch (error) {
    await connection.dispose();
    throw isLocked(error)
      ? inUse(directory, holderOf(file))
      : translated(error, { explain: (failure) => sqliteProblem(failure, file) });
  }
  return {
    close: async () => {
      // The driver closes its file some time later.
      await execute(connection, 'ROLLBACK').catch(() => undefined);
      await connection.dispose();
    },
  };
}

const execute = (connection: SqlDriverAdapter, sql: string) =>
  connection.executeRaw({ sql, args: [], argTypes: [] });

function inUse(directory: string, holder: number | null): ConsoleError {
  const [who, stop] =
    holder === null
      ? ['Another console', 'Stop it']
      : [`Another console (process ${holder})`, `Stop it (kill ${holder})`];
  return new ConsoleError('conflict', `${who} uses the data directory ${directory} already.`, {
    fix: `${stop}, or give this one a data directory of its own with VEN_DATA_DIR.`,
  });
}

/** The holder, if the kernel reveals it: not across containers, and not on every file system. */
function holderOf(file: string): number | null {
  try {
    const { ino } = statSync(file);
    const line = readFileSync('/proc/locks', 'utf8')
      .split('\n')
      .find((lock) => lock.split(/\s+/)[5]?.endsWith(`:${ino}`));
    const pid = Number(line?.split(/\s+/)[4]);
    return pid > 0 ? pid : null;
  } catch {
    return null;
  }
}
