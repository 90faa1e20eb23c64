import { parseArgs } from 'node:util';
import { messageOf, SimulatorError } from '../error.ts';
import { buildArtefacts, defaultCacheDirectory } from './index.ts';

const USAGE = 'usage: npm run artefacts -- [--cache DIRECTORY] [--json]';

function commandLine(): { cache: string; json: boolean } {
  try {
    const { values } = parseArgs({ options: { cache: { type: 'string' }, json: { type: 'boolean' } } });
    return { cache: values.cache ?? defaultCacheDirectory, json: values.json ?? false };
  } catch (error) {
    process.stderr.write(`${messageOf(error)}\n${USAGE}\n`);
    process.exit(2);
  }
}

const { cache, json } = commandLine();
const cancelled = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => cancelled.abort());
try {
  const { directory, manifest } = await buildArtefacts({
    cacheDirectory: cache,
    signal: cancelled.signal,
    onProgress: (line) => process.stderr.write(`${line}\n`),
  });
  process.stdout.write(json ? `${JSON.stringify({ directory, manifest })}\n` : `${directory}\n`);
} catch (error) {
  if (!(error instanceof SimulatorError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
