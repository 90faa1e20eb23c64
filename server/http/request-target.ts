import { type IncomingMessage, type ServerResponse } from 'node:http';
import { ConsoleError, ERROR_STATUS } from '../../lib/contract/error.ts';
import { PROBLEM_TYPE, problemOf } from '../../lib/contract/problem.ts';

/** `*`, other servers' URLs, and escapes that stand for no character: neither API nor pages can make a path of them. */
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

/** Pages are only read. */
export function refusalOfPageMethod(method: string | undefined): ConsoleError | null {
  if (method === 'GET' || method === 'HEAD') return null;
  return new ConsoleError('method-not-allowed', `${method ?? 'This'} is not possible here.`, {
    fix: 'Use GET or HEAD; the API is under /api.',
  });
}

/** For what is refused before the API or the pages see it. */
export function answerProblem(
  request: IncomingMessage,
  response: ServerResponse,
  error: ConsoleError,
  headers: Readonly<Record<string, string>> = {},
): void {
  const body = JSON.stringify(problemOf(error));
  // What is left of the request is not read, so no other can follow it on this connection.
  response.writeHead(ERROR_STATUS[error.code], {
    'content-type': PROBLEM_TYPE,
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    connection: 'close',
    ...headers,
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}
