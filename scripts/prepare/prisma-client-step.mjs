// @ts-check
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { complaint, run } from '../command.mjs';
import { ROOT } from '../root.mjs';
import { withFileLock } from './file-lock.mjs';
import { fine, missing } from './finding.mjs';
import { inputKey, storedKey } from './input-key.mjs';

/** @typedef {import('./finding.mjs').Step} Step */

const OUTPUT = path.join(ROOT, 'server', 'db', 'generated');
const KEY = path.join(OUTPUT, '.key');

/**
 * Generating needs no schema engine, but Prisma would download one unless it is told of a file that could be it.
 * Nor does it need to ask for newer versions of itself.
 */
const OFFLINE = {
  PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
  CHECKPOINT_DISABLE: '1',
  PRISMA_HIDE_UPDATE_MESSAGE: '1',
};

const key = () =>
  inputKey(['prisma/schema.prisma', 'prisma.config.ts', 'node_modules/@prisma/client/package.json']);

const isCurrent = () => existsSync(path.join(OUTPUT, 'client.ts')) && storedKey(KEY) === key();

function generate() {
  return withFileLock(path.join(ROOT, '.cache', 'prisma.lock'), async () => {
    if (isCurrent()) return;
    const command = [path.join(ROOT, 'node_modules', '.bin', 'prisma'), 'generate'];
    const result = await run(command, { env: { ...process.env, ...OFFLINE } });
    if (result.code !== 0) throw new Error(complaint(result));
    writeFileSync(KEY, `${key()}\n`);
  });
}

/** @type {Step} */
export const prismaClient = {
  name: 'database client',
  for: ['test', 'start', 'dev'],
  after: ['npm packages'],
  inspect() {
    if (isCurrent()) return Promise.resolve(fine('as prisma/schema.prisma says'));
    return Promise.resolve(
      missing('not generated from prisma/schema.prisma', ['npm run generate'], generate),
    );
  },
};
