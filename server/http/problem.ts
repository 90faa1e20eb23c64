import { RequestError } from '@hono/node-server';
import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { Logger } from 'pino';
import { ConsoleError, ERROR_STATUS, type ErrorCode } from '../../lib/contract/error.ts';
import { PROBLEM_TYPE, problemOf } from '../../lib/contract/problem.ts';

/** Errors that Hono and its validators throw. */
const FRAMEWORK_ERRORS: Readonly<Record<number, { code: ErrorCode; message: string; fix: string }>> = {
  400: {
    code: 'malformed',
    message: 'The body of the request is not JSON.',
    fix: 'Send one JSON document, with content-type application/json.',
  },
  413: {
    code: 'too-large',
    message: 'The body of the request is too large.',
    fix: 'Send less.',
  },
  415: {
    code: 'malformed',
    message: 'The body of the request is not declared to be JSON.',
    fix: 'Send the header "content-type: application/json".',
  },
};

/** Node's error for a request body when the client disconnects: there is no client to answer. */
const isHangUp = (error: unknown): boolean =>
  error instanceof Error && error.message === 'aborted' && 'code' in error && error.code === 'ECONNRESET';

/** Converts an error to a ConsoleError. An unexpected error is logged in full and reported without details. */
export function consoleErrorOf(error: unknown, logger: Logger): ConsoleError {
  if (error instanceof ConsoleError) {
    if (ERROR_STATUS[error.code] >= 500) logger.warn({ err: error }, 'a request failed');
    return error;
  }
  if (error instanceof HTTPException) {
    const known = FRAMEWORK_ERRORS[error.status];
    if (known) return new ConsoleError(known.code, known.message, { fix: known.fix, cause: error });
  }
  if (isHangUp(error)) {
    return new ConsoleError('malformed', 'The request broke off.', { fix: 'Send all of it.', cause: error });
  }
  logger.error({ err: error }, 'a request failed in a way nobody foresaw');
  return new ConsoleError('internal', 'The console made a mistake; its log says more.', {
    fix: 'Try again; if it happens again, look at the output of the server.',
    cause: error,
  });
}

/** For requests that fail before they reach the app because their Host or path forms no URL. */
export function refuseUnreadable(error: unknown, logger: Logger): Response {
  const known =
    error instanceof RequestError
      ? new ConsoleError('malformed', 'The address of the request is none.', {
          fix: 'Send a Host and a path that make an HTTP URL together.',
          cause: error,
        })
      : consoleErrorOf(error, logger);
  return new Response(JSON.stringify(problemOf(known)), {
    status: ERROR_STATUS[known.code],
    headers: { 'content-type': PROBLEM_TYPE, 'cache-control': 'no-store' },
  });
}

export function problemResponse(c: Context, error: ConsoleError): Response {
  const body = problemOf(error);
  return c.body(JSON.stringify(body), ERROR_STATUS[error.code], {
    'content-type': PROBLEM_TYPE,
    'cache-control': 'no-store',
    ...(error.retryAfter === undefined ? {} : { 'retry-after': String(error.retryAfter) }),
    // RFC 9110 requires it with every 401; "Cookie" names the alternative.
    ...(error.code === 'unauthenticated' ? { 'www-authenticate': 'Bearer realm="ven"' } : {}),
  });
}
