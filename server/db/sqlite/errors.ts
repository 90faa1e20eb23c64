import { z } from 'zod';
import type { Problem } from '../connection.ts';
import { driverCauseOf } from '../errors.ts';

/** What the driver itself throws. */
const driverError = z.object({ rawCode: z.number(), message: z.string() });

const PRIMARY_CODE = 0xff;
const BUSY = 5;
/** SQLite's primary result codes: what each means for this file, and what to do. */
const UNUSABLE: Readonly<Record<number, (file: string) => readonly [string, string]>> = {
  [BUSY]: (file) => [
    `${file} is locked by another process`,
    'Stop the other process that uses it, then try again.',
  ],
  8: (file) => [`${file} cannot be written`, 'Make the file and its folder writable for this user.'],
  10: (file) => [
    `${file} cannot be read or written`,
    'Look at the disk: the kernel’s log says what is wrong.',
  ],
  11: (file) => [`${file} is damaged`, restoreOrMove(file)],
  13: (file) => [`There is no space left for ${file}`, 'Free some space on its disk, then try again.'],
  14: (file) => [
    `${file} cannot be opened`,
    'Make the file and its folder readable and writable for this user.',
  ],
  26: (file) => [`${file} is not a database`, restoreOrMove(file)],
};

export function restoreOrMove(file: string): string {
  return `Nothing was changed. Restore ${file} from a backup, or move it away and start again: nodes that exist on the hosts are taken back, their history is not.`;
}

export function sqliteProblem(error: unknown, file: string): Problem | undefined {
  const { code, message } = sqliteError(error);
  const meaning = UNUSABLE[code & PRIMARY_CODE];
  if (meaning === undefined) return undefined;
  const [what, fix] = meaning(file);
  return { what: `${what} (${message}).`, fix };
}

/** Whether another process holds the database. */
export const isLocked = (error: unknown): boolean => (sqliteError(error).code & PRIMARY_CODE) === BUSY;

function sqliteError(error: unknown): { code: number; message: string } {
  const cause = driverCauseOf(error);
  if (cause !== undefined)
    return { code: Number(cause.originalCode ?? 0), message: cause.originalMessage ?? '' };
  const driver = driverError.safeParse(error).data;
  return { code: driver?.rawCode ?? 0, message: driver?.message ?? '' };
}
