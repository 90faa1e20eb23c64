import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type Logger } from 'pino';
import { z } from 'zod';
import { ConsoleError } from '../lib/contract/error.ts';
import { fileError, openDataDirectory, readConfig, type Config } from './config.ts';
import { lockDirectory } from './db/directory-lock.ts';
import { openLogger } from './logger.ts';
import { openParts } from './parts.ts';
import { checkAddress, serve, type Serving } from './serve.ts';
import { openPages } from './web/pages.ts';

/** After a signal; then the process goes, whatever still hangs. Nodes run on, and the next start picks them up. */
const SHUTDOWN_MS = 10_000;

/** `npm start` and `npm run dev` run from the root of the repository. */
const ROOT = process.cwd();

function ownVersion(): string {
  const file: unknown = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
  return z.object({ version: z.string() }).parse(file).version;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function welcome({ url, firstAdmin }: Serving): void {
  say(`The Virtual Edge Node Console is ready: ${url}`);
  if (!firstAdmin) return;
  say(`First login: ${firstAdmin.email}`);
  if (firstAdmin.generatedPassword !== null) {
    say(`Password: ${firstAdmin.generatedPassword}  (shown this once; it is not kept)`);
  }
}

/** Resolves, when it serves, with how to stop it. What was opened is closed again when a later part cannot be. */
async function start(config: Config, logger: Logger): Promise<() => Promise<void>> {
  const opened: { close(): Promise<void> }[] = [];
  const stop = async () => {
    for (const part of opened.toReversed()) await part.close();
  };
  const keep = <Part extends { close(): Promise<void> }>(part: Part): Part => {
    opened.push(part);
    return part;
  };
  try {
    openDataDirectory(config.dataDirectory);
    keep(await lockDirectory(config.dataDirectory));
    await checkAddress(config);
    const { host, port, tls, baseUrl, admin } = config;
    const development = process.env.VEN_DEV === '1';
    const pages = keep(await openPages({ directory: ROOT, development, hostname: host, port, logger }));
    const { core, database } = keep(await openParts(config, logger));
    const where = { host, port, tls, baseUrl };
    const version = ownVersion();
    welcome(keep(await serve({ ...where, core, database, pages, admin, version, logger })));
    return stop;
  } catch (error) {
    await stop();
    throw fileError(error, config);
  }
}

/** Ends the process once, gracefully if that can be done in time. */
function stopOnSignals(stop: () => Promise<void>, logger: Logger): void {
  let stopping = false;
  const onSignal = (signal: NodeJS.Signals) => {
    // The second one means: now.
    if (stopping) process.exit(1);
    stopping = true;
    logger.info({ signal }, 'shutting down');
    const deadline = setTimeout(() => process.exit(1), SHUTDOWN_MS);
    deadline.unref();
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ err: error }, 'the shutdown failed');
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
}

function explain(error: unknown): string {
  if (error instanceof ConsoleError) return `${error.message}\n${error.fix}`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

try {
  const config = readConfig();
  const logger = openLogger(config.logLevel);
  stopOnSignals(await start(config, logger), logger);
} catch (error) {
  process.stderr.write(`The console could not start.\n${explain(error)}\n`);
  process.exit(1);
}
