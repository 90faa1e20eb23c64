import { DriverAdapterError } from '@prisma/driver-adapter-utils';
import { z } from 'zod';
import { ConsoleError } from '../../lib/contract/error.ts';
import type { Connection } from './connection.ts';
import { Prisma } from './generated/client.ts';

/** The useful fields of a driver's error. */
const driverCause = z.object({
  kind: z.string().optional(),
  originalCode: z.string().optional(),
  originalMessage: z.string().optional(),
  /** SQLite names the columns, PostgreSQL the index. */
  constraint: z
    .union([z.object({ fields: z.array(z.string()) }), z.object({ index: z.string() })])
    .optional(),
});
const prismaMeta = z.object({ driverAdapterError: z.object({ cause: driverCause }) });

/** The driver's error inside Prisma's, if there is one. */
export function driverCauseOf(error: unknown): z.output<typeof driverCause> | undefined {
  if (error instanceof DriverAdapterError) return driverCause.safeParse(error.cause).data;
  if (error instanceof Prisma.PrismaClientKnownRequestError)
    return prismaMeta.safeParse(error.meta).data?.driverAdapterError.cause;
  return undefined;
}

/** Translates a database failure to a ConsoleError; returns other errors unchanged. */
export function translated(error: unknown, { explain }: Pick<Connection, 'explain'>): unknown {
  if (error instanceof Prisma.PrismaClientKnownRequestError) {
    if (error.code === 'P2025') return notFound(error);
    if (error.code === 'P2002') return conflict(error);
  }
  const problem = explain(error);
  if (problem === undefined) return error;
  return new ConsoleError('database-unusable', problem.what, { fix: problem.fix, cause: error });
}

function notFound(error: Prisma.PrismaClientKnownRequestError): ConsoleError {
  const model = error.meta?.modelName;
  const what = typeof model === 'string' ? model.toLowerCase() : 'row';
  return new ConsoleError('not-found', `No such ${what} in the database.`, { cause: error });
}

/** The refusal of a unique index. A column that is unique only among existing nodes is named like its original. */
function conflict(error: Prisma.PrismaClientKnownRequestError): ConsoleError {
  const fields = columnsOf(error).map((column) => column.replace(/^live(?=[A-Z])/, '').toLowerCase());
  const names = fields.join(' and ') || 'value';
  return new ConsoleError('conflict', `This ${names} is in use already.`, {
    fix: `Choose another ${names}.`,
    errors: fields.map((field) => ({ field, message: 'is in use already' })),
    cause: error,
  });
}

/** Prisma names the index of a unique column `Table_column_key`. */
function columnsOf(error: Prisma.PrismaClientKnownRequestError): readonly string[] {
  const constraint = driverCauseOf(error)?.constraint;
  if (constraint === undefined) return [];
  if ('fields' in constraint) return constraint.fields;
  return /^[^_]+_(.+)_key$/.exec(constraint.index)?.[1]?.split('_') ?? [];
}
