import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { migrationFiles, migrationList } from './migration-files.ts';
import { openSchemaEngine } from './schema-engine.ts';
import { SingleConnection } from './single-connection.ts';
import { statementsOf } from './statements.ts';

const filters = { externalTables: [], externalEnums: [] };

/** The SQL that leads from the migrations to prisma/schema.prisma; empty when they are there. */
export async function missingMigration(directory: string): Promise<string> {
  const schema = await readFile(path.join(directory, '..', 'schema.prisma'), 'utf8');
  const scratch = await mkdtemp(path.join(tmpdir(), 'ven-migration-'));
  try {
    const engine = await openSchemaEngine(new SingleConnection(path.join(scratch, 'scratch.db')), schema);
    const { stdout } = await engine.diff({
      from: { tag: 'migrations', ...migrationList(directory, await migrationFiles(directory)) },
      to: { tag: 'schemaDatamodel', files: [{ path: 'schema.prisma', content: schema }] },
      script: true,
      exitCode: null,
      filters,
    });
    engine.free();
    // Without a step there is only a comment that says so.
    return statementsOf(stdout ?? '').length === 0 ? '' : (stdout ?? '');
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
