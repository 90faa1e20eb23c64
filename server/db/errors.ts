import { DriverAdapterError } from '@prisma/driver-adapter-utils';
import { z } from 'zod';
import { ConsoleError } from '../../lib/contract/error.ts';
import { Prisma } from './generated/client.ts';

/** Driver's part of an error, as far as it helps. */
const driverCause = z.object({
  originalCode: z.string().optional(),
  originalMessage: z.string().optional(),
  constraint: z.object({ fields: z.array(z.string()) }).optional(),
});
const prismaMeta = z.object({ driverAdapterError: z.object({ cause: driverCause }) });
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

/** The console's error for whatever the database said; what is not the database's fault comes back as it is. */
export function translated(error: unknown, file: string): unknown {
  if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2025') {
    return new ConsoleError(
      'not-found',
      `No such ${typeof error.meta?.modelName === 'string' ? error.meta.modelName.toLowerCase() : 'row'} in the database.`,
      {
        cause: error,
      },
    );
  }
  if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002') return conflict(error);
  const { code, message } = sqliteError(error);
  const meaning = UNUSABLE[code & PRIMARY_CODE];
  if (meaning === undefined) return error;
  const [what, fix] = meaning(file);
  return new ConsoleError('database-unusable', `${what} (${message}).`, { fix, cause: error });
}

/** The refusal of a unique index. Columns that are unique among the living only are called like what they repeat. */
function conflict(error: Prisma.PrismaClientKnownRequestError): ConsoleError {
  const columns = prismaMeta.safeParse(error.meta).data?.driverAdapterError.cause.constraint?.fields ?? [];
  const fields = columns.map((column) => column.replace(/^live(?=[A-Z])/, '').toLowerCase());
  const names = fields.join(' and ') || 'value';
  return new ConsoleError('conflict', `This ${names} is in use already.`, {
    fix: `Choose another ${names}.`,
    errors: fields.map((field) => ({ field, message: 'is in use already' })),
    cause: error,
  });
}

/** Whether another process holds the database. */
export const isLocked = (error: unknown): boolean => (sqliteError(error).code & PRIMARY_CODE) === BUSY;

function sqliteError(error: unknown): { code: number; message: string } {
  const cause =
    error instanceof DriverAdapterError
      ? driverCause.safeParse(error.cause).data
      : error instanceof Prisma.PrismaClientKnownRequestError
        ? prismaMeta.safeParse(error.meta).data?.driverAdapterError.cause
        : undefined;
  if (cause !== undefined)
    return { code: Number(cause.originalCode ?? 0), message: cause.originalMessage ?? '' };
  const driver = driverError.safeParse(error).data;
  return { code: driver?.rawCode ?? 0, message: driver?.message ?? '' };
}
