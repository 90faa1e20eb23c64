import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ConsoleError } from '../../lib/contract/error.ts';
import { PROBLEM_TYPE, problemOf } from '../../lib/contract/problem.ts';

const LINGER_MS = 1000;

/** Answers an upgrade request with a problem document, and closes the connection. */
export function refuseUpgrade(socket: Duplex, error: ConsoleError): void {
  const problem = problemOf(error);
  const body = JSON.stringify(problem);
  const head = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? ''}`,
    'connection: close',
    `content-type: ${PROBLEM_TYPE}`,
    `content-length: ${Buffer.byteLength(body)}`,
    'x-content-type-options: nosniff',
    ...(error.retryAfter === undefined ? [] : [`retry-after: ${error.retryAfter}`]),
  ];
  // The client must be able to read the response before the connection closes, but not every client closes its end.
  const timer = setTimeout(() => socket.destroy(), LINGER_MS);
  timer.unref();
  socket.once('close', () => clearTimeout(timer));
  socket.once('end', () => socket.destroy());
  socket.resume();
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
