import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pino, type Logger } from 'pino';
import { z } from 'zod';
import { ConsoleError } from '../lib/contract/error.ts';
import { fileError, readConfig, type Config } from './config.ts';
import { openDataDirectory } from './data-directory.ts';
import { lockDirectory } from './db/sqlite/directory-lock.ts';
import { notifyReady } from './notify-ready.ts';
import { openServices } from './services.ts';
import { checkAddress, serve, type Serving } from './serve.ts';
import { openPages } from './web/pages.ts';

/** After a signal; then the process goes, whatever still hangs. Nodes run on, and the next start picks them up. */
const SHUTDOWN_MS = 10_000;

/** Ctrl-C reaches us twice: from the terminal, and a moment later from npm, which hands its own on. */
const ECHO_MS = 1000;

/** `npm start` and `npm run dev` run from the root of the repository. */
const ROOT = process.cwd();

function ownVersion(): string {
  const file: unknown = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
  return z.object({ version: z.string() }).parse(file).version;
}

// Recordings, keys and whatever else is written are for this user alone, also where nobody thought of it.
process.umask(0o077);

// Somebody may close the terminal, or the pipe, that the greeting goes to.
process.stdout.on('error', () => undefined);

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function welcome({ url, firstAdmin }: Serving, { password }: Config['admin']): void {
  say(`The Virtual Edge Node Console is ready: ${url}`);
  if (!firstAdmin) {
    if (password !== null) {
      say('VEN_ADMIN_PASSWORD is ignored: accounts exist already, with the passwords they were made with.');
      say('Lost yours? See "The first login" in docs/installation.md.');
    }
    return;
  }
  say(`First login: ${firstAdmin.email}`);
  if (firstAdmin.generatedPassword !== null) {
    say(`Password: ${firstAdmin.generatedPassword}  (shown this once; it is not kept)`);
  }
}

/** Wherever they stand in what is logged. */
const SECRETS = ['password', 'passwordHash', 'token', 'ticket', 'secret', 'cookie', 'authorization'];

/** One JSON line per event on standard error; standard output is for people. */
function openLogger(level: string): Logger {
  const paths = SECRETS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);
  // Not pino's own destination: to a terminal that was closed it writes for ever, and keeps the process from its end.
  process.stderr.on('error', () => undefined);
  const stream = { write: (line: string) => void process.stderr.write(line) };
  return pino({ level, base: null, redact: { paths, censor: '[redacted]' } }, stream);
}

/** Serves until the signal says stop. What was opened is closed again, also when a later part cannot be opened. */
async function run(config: Config, logger: Logger, stop: AbortSignal): Promise<void> {
  const opened: { close(): Promise<void> }[] = [];
  const keep = <Part extends { close(): Promise<void> }>(part: Part): Part => {
    opened.push(part);
    return part;
  };
  try {
    const warning = openDataDirectory(config.dataDirectory);
    if (warning !== null) logger.warn(warning);
    keep(await lockDirectory(config.dataDirectory));
    await checkAddress(config);
    const { host, port, tls, baseUrl, admin } = config;
    const development = process.env.VEN_DEV === '1';
    // Side by side: Next is loaded while the host answers. What one of them opens is kept if the other cannot be.
    const opening = [
      openServices(config, logger).then(keep),
      openPages({ directory: ROOT, development, hostname: host, port, logger }).then(keep),
    ] as const;
    await Promise.allSettled(opening);
    stop.throwIfAborted();
    const [{ core, database, installation }, pages] = await Promise.all(opening);
    const own = { host, port, tls, baseUrl, installation, version: ownVersion() };
    const serving = keep(await serve({ ...own, core, database, pages, admin, logger }));
    welcome(serving, admin);
    notifyReady(serving.url, process.env, (err) => logger.warn({ err }, 'systemd was not told'));
    if (!stop.aborted) await once(stop, 'abort');
  } catch (error) {
    if (!stop.aborted) throw fileError(error, config);
  } finally {
    for (const part of opened.toReversed()) await part.close();
  }
}

/**
 * Aborted by the first signal. There from the beginning: a start takes seconds, and what it has opened until then (the
 * simulator is a process of its own) has to be closed as well.
 */
function stopSignal(logger: Logger): AbortSignal {
  const stop = new AbortController();
  let first: number | null = null;
  const onSignal = (signal: NodeJS.Signals) => {
    const now = performance.now();
    if (first !== null) {
      // The second one means: now.
      if (now - first > ECHO_MS) process.exit(1);
      return;
    }
    first = now;
    logger.info({ signal }, 'shutting down');
    const deadline = setTimeout(() => process.exit(1), SHUTDOWN_MS);
    deadline.unref();
    stop.abort();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  return stop.signal;
}

function explain(error: unknown): string {
  if (error instanceof ConsoleError) return `${error.message}\n${error.fix}`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

try {
  const config = readConfig();
  const logger = openLogger(config.logLevel);
  const stop = stopSignal(logger);
  await run(config, logger, stop).catch((error: unknown) => {
    if (!stop.aborted) throw error;
    logger.error({ err: error }, 'the shutdown failed');
    process.exit(1);
  });
  process.exit(0);
} catch (error) {
  process.stderr.write(`The console could not start.\n${explain(error)}\n`);
  process.exit(1);
}
