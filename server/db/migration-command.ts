// `npm run migration -- NAME`: writes the step from the migrations to prisma/schema.prisma as a new migration.
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { migrationDirectory } from './migration-files.ts';
import { missingMigration } from './missing-migration.ts';

const NAME = /^[a-z][a-z0-9_]*$/;
async function main(name: string | undefined): Promise<number> {
  if (name === undefined || !NAME.test(name)) {
    process.stderr.write('usage: npm run migration -- NAME   (lower-case letters, digits, _)\n');
    return 2;
  }
  const directory = migrationDirectory();
  const sql = await missingMigration(directory);
  if (sql === '') {
    process.stdout.write('The migrations are as prisma/schema.prisma says; nothing to write.\n');
    return 0;
  }
  const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
  const file = path.join(directory, `${stamp}_${name}`, 'migration.sql');
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, sql);
  process.stdout.write(`${path.relative(process.cwd(), file)}\nRead it before you commit it.\n`);
  return 0;
}

process.exitCode = await main(process.argv[2]);
