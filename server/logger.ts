import { destination, pino, type Logger } from 'pino';

/** Wherever they stand in what is logged. */
const SECRETS = ['password', 'passwordHash', 'token', 'ticket', 'secret', 'cookie', 'authorization'];

/** One JSON line per event on standard error; standard output is for people. */
export function openLogger(level: string): Logger {
  const paths = SECRETS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);
  return pino({ level, base: null, redact: { paths, censor: '[redacted]' } }, destination(2));
}
