import type { ErrorCode } from '../../lib/contract/error.ts';

/** What scripts decide by. */
export const EXIT = {
  success: 0,
  failure: 1,
  usage: 2,
  notFound: 3,
  notAuthorised: 4,
  timedOut: 5,
} as const;

const OF_CODE: Partial<Record<ErrorCode, number>> = {
  // A bad serial is the caller's mistake, whether this program or the server notices it.
  invalid: EXIT.usage,
  'not-found': EXIT.notFound,
  unauthenticated: EXIT.notAuthorised,
  forbidden: EXIT.notAuthorised,
  'timed-out': EXIT.timedOut,
};

export const exitCodeOf = (code: ErrorCode): number => OF_CODE[code] ?? EXIT.failure;

/** As shells number the end by a signal. */
export const EXIT_OF_SIGNAL = { SIGHUP: 129, SIGINT: 130, SIGPIPE: 141, SIGTERM: 143 } as const;

export const isOfSignal = (exitCode: number): boolean =>
  Object.values<number>(EXIT_OF_SIGNAL).includes(exitCode);
