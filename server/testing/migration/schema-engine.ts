import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { PrismaLibSql } from '@prisma/adapter-libsql';
import { PrismaPg } from '@prisma/adapter-pg';
import {
  bindMigrationAwareSqlAdapterFactory,
  type SqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils';
import type { DiffTarget, SchemaEngine } from '@prisma/schema-engine-wasm/schema_engine_bg';
import { Pool, type QueryConfig } from 'pg';
import type { Engine } from '../../db/connection.ts';
import { openDatabase } from '../../db/open.ts';

/** In the runtime, but not in the types of Node.js 20. */
declare const WebAssembly: {
  instantiate(
    bytes: Uint8Array,
    imports: object,
  ): Promise<{ readonly instance: { readonly exports: Readonly<Record<string, unknown>> } }>;
};

export const PRISMA = path.join(import.meta.dirname, '..', '..', '..', 'prisma');

/** The SQL that leads from a database with all migrations to the models of prisma/schema.prisma; empty if none does. */
export async function missingMigration(engine: Engine, url: string): Promise<string> {
  const database = await openDatabase({ url, key: { text: 'secrets are not looked at here' } });
  await database.close();
  const schema = await readFile(path.join(PRISMA, 'schema.prisma'), 'utf8');
  const content = schema.replace('provider = "sqlite"', `provider = "${engine}"`);
  const files = [{ path: 'schema.prisma', content }];
  const adapter = engine === 'sqlite' ? new PrismaLibSql({ url }) : new PrismaPg(catalogPool(url));
  return difference(
    { tag: 'schemaDatasource', files, configDir: PRISMA },
    { tag: 'schemaDatamodel', files },
    adapter,
  );
}

/** PostgreSQL's catalog has columns of the internal type "char", which the adapter does not support; cast to text. */
function catalogPool(connectionString: string): Pool {
  const [char, text] = [18, 25];
  const pool = new Pool({ connectionString });
  const query = pool.query.bind(pool);
  return Object.assign(pool, {
    query: async (config: QueryConfig) => {
      const result = await query(config);
      for (const field of result.fields) if (field.dataTypeID === char) field.dataTypeID = text;
      return result;
    },
  });
}

/** Loaded once: its JavaScript part supports one instance. */
let loaded: Promise<typeof SchemaEngine> | undefined;

async function difference(
  from: DiffTarget,
  to: DiffTarget,
  adapter: SqlMigrationAwareDriverAdapterFactory,
): Promise<string> {
  const Engine = await (loaded ??= load());
  const engine = await Engine.new(
    { datamodels: undefined },
    () => undefined,
    bindMigrationAwareSqlAdapterFactory(adapter),
  );
  try {
    const filters = { externalTables: [], externalEnums: [] };
    const { stdout } = await engine.diff({ from, to, script: true, exitCode: null, filters });
    const sql = stdout ?? '';
    return sql.includes('This is an empty migration') ? '' : sql;
  } finally {
    engine.free();
  }
}

/**
 * Prisma's schema engine as WebAssembly; `prisma migrate diff` would download a program. The package's own entry
 * imports the WebAssembly file as a module, which Node.js does only behind a flag; hence by hand.
 */
async function load(): Promise<typeof SchemaEngine> {
  const entry = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm');
  const module = await import('@prisma/schema-engine-wasm/schema_engine_bg');
  const bytes = await readFile(path.join(path.dirname(entry), 'schema_engine_bg.wasm'));
  const { instance } = await WebAssembly.instantiate(bytes, { './schema_engine_bg.js': { ...module } });
  module.__wbg_set_wasm(instance.exports);
  const { __wbindgen_start: start } = instance.exports;
  if (typeof start === 'function') Reflect.apply(start, undefined, []);
  return module.SchemaEngine;
}
