import { z } from 'zod';
import type { Problem } from '../connection.ts';
import { driverCauseOf } from '../errors.ts';

/** What the driver itself throws: an SQLSTATE, or a system error code. */
const driverError = z.object({ code: z.string(), message: z.string() });

const UNREACHABLE = 'does not answer';
const START = 'Start the database server, or correct host and port in DATABASE_URL.';

/** What each SQLSTATE, SQLSTATE class (its first two characters), system error code or Prisma error kind means. */
const UNUSABLE: Readonly<Record<string, readonly [string, string]>> = {
  '08': [UNREACHABLE, START],
  '57P': [UNREACHABLE, START],
  ECONNREFUSED: [UNREACHABLE, START],
  ECONNRESET: [UNREACHABLE, START],
  ENOENT: [UNREACHABLE, START],
  ENOTFOUND: [UNREACHABLE, START],
  EAI_AGAIN: [UNREACHABLE, START],
  ETIMEDOUT: [UNREACHABLE, START],
  DatabaseNotReachable: [UNREACHABLE, START],
  ConnectionClosed: [UNREACHABLE, START],
  SocketTimeout: [UNREACHABLE, START],
  TlsConnectionError: ['refuses TLS', 'Correct sslmode and certificates in DATABASE_URL.'],
  '28': ['refuses the user', 'Correct user and password in DATABASE_URL, or pg_hba.conf of the server.'],
  '3D000': ['does not exist', 'Create it (createdb), or correct its name in DATABASE_URL.'],
  '42501': ['may not be used', 'Make the user of DATABASE_URL the owner of the database.'],
  '25006': ['is read-only', 'Let DATABASE_URL name the primary server, not a standby.'],
  '53100': ['has no space left', 'Free some space on the disk of the database server, then try again.'],
  '53300': ['has too many connections', 'Raise max_connections of the server, or close some.'],
};

/** Driver messages without a code. */
const CODELESS = /^Connection terminated|timeout exceeded when trying to connect/;

export function postgresqlProblem(error: unknown, database: string): Problem | undefined {
  const { codes, message } = facts(error);
  const meaning = codes
    .flatMap((code) => [code, code.slice(0, 3), code.slice(0, 2)])
    .map((code) => UNUSABLE[code])
    .find((found) => found !== undefined);
  if (meaning === undefined) return undefined;
  const [what, fix] = meaning;
  return { what: `${database} ${what} (${message}).`, fix };
}

function facts(error: unknown): { codes: readonly string[]; message: string } {
  const cause = driverCauseOf(error);
  if (cause !== undefined) {
    const { originalCode, kind = '', originalMessage = kind } = cause;
    return { codes: [originalCode ?? kind], message: originalMessage };
  }
  const message = error instanceof Error ? error.message : '';
  if (CODELESS.test(message)) return { codes: ['ECONNRESET'], message };
  const driver = driverError.safeParse(error).data;
  return { codes: driver === undefined ? [] : [driver.code], message };
}
