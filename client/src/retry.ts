import { ConsoleError, type ErrorCode } from '../../lib/contract/error.ts';

const RETRY_FIRST = 250;
const RETRY_MOST = 5000;

/** Milliseconds to wait before another attempt, after so many failed ones. */
export const backOff = (attempts: number): number => Math.min(RETRY_MOST, RETRY_FIRST * 2 ** attempts);

const TRANSIENT: readonly ErrorCode[] = [
  'server-unreachable',
  'internal',
  'database-unusable',
  'too-many-requests',
];

/** Whether it may be temporary: the server restarts, the network comes back. */
export const isTransient = (error: unknown): boolean =>
  error instanceof ConsoleError && TRANSIENT.includes(error.code);

export const asError = (thrown: unknown): Error =>
  thrown instanceof Error ? thrown : new Error(String(thrown));
