import { z } from 'zod';

/**
 * Every error that the product reports, and its HTTP status. REST, sockets and command line all use this table.
 */
export const ERROR_STATUS = {
  invalid: 422,
  malformed: 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  'method-not-allowed': 405,
  conflict: 409,
  // Somebody else drives the console, or an administrator has locked it.
  'not-driving': 409,
  'console-locked': 423,
  'too-large': 413,
  'range-not-satisfiable': 416,
  'too-many-requests': 429,
  'no-capacity': 409,
  'no-firmware': 409,
  'no-artefacts': 409,
  'host-unreachable': 503,
  'host-permission': 503,
  'host-refused': 502,
  'orchestrator-unreachable': 503,
  'orchestrator-certificate': 502,
  'orchestrator-refused': 502,
  'orchestrator-login': 502,
  'database-unusable': 503,
  'port-in-use': 500,
  // Of the command line only: no console answers at the address; the condition was not met in time.
  'server-unreachable': 503,
  'timed-out': 504,
  interrupted: 500,
  internal: 500,
} as const;

export const errorCode = z.enum(keysOf(ERROR_STATUS));
export type ErrorCode = z.infer<typeof errorCode>;

/** RFC 9457. `detail` says what happened and why, `fix` what to do next, `errors` names the fields. */
export const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: errorCode,
    detail: z.string(),
    fix: z.string().optional(),
    errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof problem>;

/** The part of an error that operations, nodes and the command line show. */
export const failureNote = z
  .object({ code: errorCode, message: z.string(), fix: z.string() })
  .meta({ id: 'FailureNote' });
export type FailureNote = z.infer<typeof failureNote>;

export interface ConsoleErrorOptions {
  /** What to do next, as a sentence; present on every error that a user can act upon. */
  readonly fix?: string;
  readonly errors?: readonly { readonly field: string; readonly message: string }[];
  /** Seconds after which to retry; becomes Retry-After. */
  readonly retryAfter?: number;
  readonly cause?: unknown;
}

/** The product's one error class. */
export class ConsoleError extends Error {
  override readonly name = 'ConsoleError';
  readonly code: ErrorCode;
  readonly fix: string;
  readonly errors: readonly { readonly field: string; readonly message: string }[];
  readonly retryAfter: number | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    { fix = '', errors = [], retryAfter, cause }: ConsoleErrorOptions = {},
  ) {
    super(message, { cause });
    this.code = code;
    this.fix = fix;
    this.errors = errors;
    this.retryAfter = retryAfter;
  }
}

/** Converts anything that was thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function keysOf<Table extends object>(table: Table): Extract<keyof Table, string>[] {
  const keys: Extract<keyof Table, string>[] = [];
  for (const key in table) keys.push(key);
  return keys;
}
