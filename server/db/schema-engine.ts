import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import {
  bindMigrationAwareSqlAdapterFactory,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils';
import { type SchemaEngine } from '@prisma/schema-engine-wasm/schema_engine_bg';
import { statementsOf } from './statements.ts';

/** In the runtime, but not in the types of Node.js 20. */
declare const WebAssembly: {
  instantiate(
    bytes: Uint8Array,
    imports: object,
  ): Promise<{ readonly instance: { readonly exports: Readonly<Record<string, unknown>> } }>;
};

const PACKAGE = '@prisma/schema-engine-wasm';
let loaded: Promise<typeof SchemaEngine> | undefined;

/**
 * Prisma's schema engine as WebAssembly: it runs in this process, where the usual one is a program that has to be
 * downloaded. 5 MB, so only loaded when there is something to migrate. The package's own entry imports the
 * WebAssembly file as a module, which Node.js does only behind a flag; hence by hand.
 */
export async function openSchemaEngine(
  factory: SqlMigrationAwareDriverAdapterFactory,
  datamodel?: string,
): Promise<SchemaEngine> {
  const Engine = await (loaded ??= load());
  const datamodels: [string, string][] | undefined =
    datamodel === undefined ? undefined : [['schema.prisma', datamodel]];
  return Engine.new(
    { datamodels },
    () => undefined,
    bindMigrationAwareSqlAdapterFactory(withScripts(factory)),
  );
}

/** The engine runs whole migrations as if they were one statement; the driver would execute the first only. */
function withScripts(factory: SqlMigrationAwareDriverAdapterFactory): SqlMigrationAwareDriverAdapterFactory {
  const { provider, adapterName } = factory;
  return {
    provider,
    adapterName,
    connect: async () => takesScripts(await factory.connect()),
    connectToShadowDb: async () => takesScripts(await factory.connectToShadowDb()),
  };
}

function takesScripts(adapter: SqlDriverAdapter): SqlDriverAdapter {
  const executeRaw = adapter.executeRaw.bind(adapter);
  adapter.executeRaw = async (query) => {
    if (query.args.length > 0 || statementsOf(query.sql).length < 2) return executeRaw(query);
    await adapter.executeScript(query.sql);
    return 0;
  };
  return adapter;
}

async function load(): Promise<typeof SchemaEngine> {
  const entry = createRequire(import.meta.url).resolve(PACKAGE);
  const module = await import('@prisma/schema-engine-wasm/schema_engine_bg');
  const bytes = await readFile(path.join(path.dirname(entry), 'schema_engine_bg.wasm'));
  const { instance } = await WebAssembly.instantiate(bytes, { './schema_engine_bg.js': { ...module } });
  module.__wbg_set_wasm(instance.exports);
  const { __wbindgen_start: start } = instance.exports;
  if (typeof start === 'function') Reflect.apply(start, undefined, []);
  return module.SchemaEngine;
}
