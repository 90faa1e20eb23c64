import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { SimulatorError } from '../error.ts';
import { program } from './program.ts';

export interface KernelModule {
  readonly name: string;
  /** Uncompressed, even if the distribution compresses modules. */
  readonly content: Buffer;
}

interface ModuleTree {
  /** Module name → file. */
  readonly files: ReadonlyMap<string, string>;
  readonly builtIn: ReadonlySet<string>;
}

/** Decompressors for the formats that distributions use. */
const UNPACKED_BY: Record<string, string> = { '.xz': 'xz', '.zst': 'zstd', '.gz': 'gzip' };

/**
 * The modules and their dependencies, in an order in which insmod can load them. Modules built into the kernel are left
 * out; unknown modules are an error.
 */
export async function modulesInOrder(
  directory: string,
  wanted: readonly string[],
  signal?: AbortSignal,
): Promise<KernelModule[]> {
  const tree = await moduleTree(directory);
  const ordered = new Map<string, KernelModule>();
  const add = async (name: string): Promise<void> => {
    if (ordered.has(name) || tree.builtIn.has(name)) return;
    const content = await moduleContent(tree, name, signal);
    for (const dependency of moduleDependencies(content)) await add(dependency);
    ordered.set(name, { name, content });
  };
  for (const name of wanted) await add(name);
  return [...ordered.values()];
}

async function moduleTree(directory: string): Promise<ModuleTree> {
  const files = new Map<string, string>();
  for (const file of await readdir(directory, { recursive: true })) {
    if (/\.ko(\.\w+)?$/.test(file)) files.set(moduleName(file), path.join(directory, file));
  }
  const builtIn = await readFile(path.join(directory, 'modules.builtin'), 'utf8');
  return { files, builtIn: new Set(builtIn.split('\n').filter(Boolean).map(moduleName)) };
}

/** File names contain hyphens or underscores, dependencies only underscores. */
function moduleName(file: string): string {
  return path
    .basename(file)
    .replace(/\.ko.*$/, '')
    .replaceAll('-', '_');
}

async function moduleContent(tree: ModuleTree, name: string, signal?: AbortSignal): Promise<Buffer> {
  const file = tree.files.get(name);
  if (file === undefined) {
    throw new SimulatorError('package-incomplete', `the kernel packages have no module ${name}`);
  }
  const unpacker = UNPACKED_BY[path.extname(file)];
  return unpacker === undefined ? readFile(file) : program(unpacker, ['-dc', '--', file], { signal });
}

/** The .modinfo section is a list of zero-terminated "key=value" strings. */
export function moduleDependencies(content: Buffer): string[] {
  const key = '\0depends=';
  const start = content.indexOf(key);
  if (start < 0) return [];
  const value = content.toString('latin1', start + key.length, content.indexOf(0, start + key.length));
  return value
    .split(',')
    .filter((name) => name !== '')
    .map(moduleName);
}
