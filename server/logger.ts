import { pino, type Logger } from 'pino';

/** Wherever they stand in what is logged. */
const SECRETS = ['password', 'passwordHash', 'token', 'ticket', 'secret', 'cookie', 'authorization'];

/** One JSON line per event on standard error; standard output is for people. */
export function openLogger(level: string): Logger {
  const paths = SECRETS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);
  // Not pino's own destination: to a terminal that was closed it writes for ever, and keeps the process from its end.
  process.stderr.on('error', () => undefined);
  const stream = { write: (line: string) => void process.stderr.write(line) };
  return pino({ level, base: null, redact: { paths, censor: '[redacted]' } }, stream);
}
