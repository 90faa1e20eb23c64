import { destination, pino, type Logger } from 'pino';

/** Wherever they stand in what is logged. */
const SECRETS = ['password', 'passwordHash', 'token', 'ticket', 'secret', 'cookie', 'authorization'];

/** One JSON line per event on standard error; standard output is for people. */
export function openLogger(level: string): Logger {
  const paths = SECRETS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);
  // A terminal that was closed is no reason to die in the middle of the work; pino ignores only broken pipes itself.
  const stream = destination(2).on('error', () => undefined);
  return pino({ level, base: null, redact: { paths, censor: '[redacted]' } }, stream);
}
