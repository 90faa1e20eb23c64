// @ts-check
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { complaint, nodeTool, run } from '../command.mjs';
import { ROOT } from '../root.mjs';
import { withFileLock } from './file-lock.mjs';
import { fine, missing } from './finding.mjs';
import { inputKey, storedKey } from './input-key.mjs';

/** @typedef {import('./finding.mjs').Step} Step */

const SCHEMA = path.join(ROOT, 'prisma', 'schema.prisma');
const OUTPUT = path.join(ROOT, 'server', 'db', 'generated');
const POSTGRESQL_CLASS = path.join(OUTPUT, 'internal', 'class-postgresql.ts');
const KEY = path.join(OUTPUT, '.key');

/**
 * Generating needs no schema engine, but Prisma would download one unless it is given a file that could be one.
 * Nor does it need to ask for newer versions of itself.
 */
const OFFLINE = {
  PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
  CHECKPOINT_DISABLE: '1',
  PRISMA_HIDE_UPDATE_MESSAGE: '1',
};

const key = () =>
  inputKey(['prisma/schema.prisma', 'prisma.config.ts', 'node_modules/@prisma/client/package.json']);

const isCurrent = () => existsSync(POSTGRESQL_CLASS) && storedKey(KEY) === key();

function generate() {
  return withFileLock(path.join(ROOT, '.cache', 'prisma.lock'), async () => {
    if (isCurrent()) return;
    await prismaGenerate(SCHEMA);
    await generatePostgresql();
    writeFileSync(KEY, `${key()}\n`);
  });
}

/**
 * A Prisma schema has one database engine, and so has its client. The two clients differ only in the file of their class;
 * the rest is types, and a second set of them would be incompatible with the first.
 */
async function generatePostgresql() {
  const folder = path.join(ROOT, '.cache', 'prisma-postgresql');
  const schema = readFileSync(SCHEMA, 'utf8')
    .replace('provider = "sqlite"', 'provider = "postgresql"')
    .replace(/^( *output *= ).*$/m, `$1"./client"`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'schema.prisma'), schema);
  await prismaGenerate(path.join(folder, 'schema.prisma'));
  copyFileSync(path.join(folder, 'client', 'internal', 'class.ts'), POSTGRESQL_CLASS);
}

/** @param {string} schema */
async function prismaGenerate(schema) {
  const result = await run(nodeTool('prisma', 'generate', '--schema', schema), {
    env: { ...process.env, ...OFFLINE },
  });
  if (result.code !== 0) throw new Error(complaint(result));
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
