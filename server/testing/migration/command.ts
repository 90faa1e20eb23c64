// `npm run migration -- NAME`: writes the difference between the migrations and prisma/schema.prisma as a new migration
// for each engine. Requires PostgreSQL.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Engine } from '../../db/connection.ts';
import { PostgresqlCluster, postgresqlPrograms } from '../postgresql.ts';
import { missingMigration, PRISMA } from './schema-engine.ts';

const NAME = /^[a-z][a-z0-9_]*$/;

async function main(name: string | undefined): Promise<number> {
  const programs = postgresqlPrograms();
  if (name === undefined || !NAME.test(name) || programs === null) {
    process.stderr.write(
      'usage: npm run migration -- NAME   (lower-case letters, digits, _; PostgreSQL has to be installed)\n',
    );
    return 2;
  }
  const folder = await mkdtemp(path.join(tmpdir(), 'ven-migration-'));
  try {
    await using cluster = await PostgresqlCluster.start(programs);
    const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
    await write('sqlite', `${stamp}_${name}`, `file:${path.join(folder, 'scratch.db')}`);
    await write('postgresql', `${stamp}_${name}`, cluster.url('postgres'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return 0;
}

async function write(engine: Engine, name: string, url: string): Promise<void> {
  const sql = await missingMigration(engine, url);
  if (sql === '') {
    process.stdout.write(`${engine}: as prisma/schema.prisma says; nothing to write\n`);
    return;
  }
  const file = path.join(PRISMA, 'migrations', engine, name, 'migration.sql');
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, sql);
  process.stdout.write(`${path.relative(process.cwd(), file)}: read it before you commit it\n`);
}

process.exitCode = await main(process.argv[2]);
