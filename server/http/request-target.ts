import type { IncomingMessage, ServerResponse } from 'node:http';
import { ConsoleError, ERROR_STATUS } from '../../lib/contract/error.ts';
import { PROBLEM_TYPE, problemOf } from '../../lib/contract/problem.ts';

/** `*`, other servers' URLs, and invalid escapes: neither the API nor the pages can turn them into a path. */
export function refusalOfTarget(target: string): ConsoleError | null {
  const [path = ''] = target.split('?');
  try {
    if (path.startsWith('/') && decodeURIComponent(path) !== '') return null;
  } catch {
    // Refused below, like all others.
  }
  return new ConsoleError('malformed', 'The target of the request is no path.', {
    fix: 'Send a path that begins with "/" and whose percent escapes are UTF-8.',
  });
}

/** Refuses methods that would change something: pages are read-only. */
export function refusalOfPageMethod(method: string | undefined): ConsoleError | null {
  if (method === 'GET' || method === 'HEAD') return null;
  return new ConsoleError('method-not-allowed', `${method ?? 'This'} is not possible here.`, {
    fix: 'Use GET or HEAD; the API is under /api.',
  });
}

/** Answers requests that are refused before they reach the API or the pages. */
export function answerProblem(
  request: IncomingMessage,
  response: ServerResponse,
  error: ConsoleError,
  headers: Readonly<Record<string, string>> = {},
): void {
  const body = JSON.stringify(problemOf(error));
  // The rest of the request is not read, so no other can follow on this connection.
  response.writeHead(ERROR_STATUS[error.code], {
    'content-type': PROBLEM_TYPE,
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    connection: 'close',
    ...headers,
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}
