import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';

const ROOT = path.resolve(import.meta.dirname, '../..');
const FOLDER = path.join(ROOT, 'node_modules', '.cache', 'ven-test');

/** What lies beside a source file is found from the bundle, too. */
const inPlace: Plugin = {
  name: 'in place',
  setup(builder) {
    builder.onLoad({ filter: /\.m?[jt]s$/ }, async ({ path: file }) => {
      const contents = (await readFile(file, 'utf8'))
        .replaceAll('import.meta.dirname', JSON.stringify(path.dirname(file)))
        .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(file).href));
      return { contents, loader: file.endsWith('.ts') ? 'ts' : 'js' };
    });
  },
};

const bundles = new Map<string, Promise<string>>();

/**
 * A program for Node.js, to be started by tests as a process of its own: a bundle of the present sources, because
 * compiling them at every start costs a second of processor time. npm packages stay outside.
 * @param entry from the root of the repository, `server/main.ts`
 * @returns the file of the bundle, named by its content
 */
export function bundled(entry: string): Promise<string> {
  const known = bundles.get(entry) ?? bundle(entry);
  bundles.set(entry, known);
  return known;
}

async function bundle(entry: string): Promise<string> {
  const {
    outputFiles: [output],
  } = await build({
    entryPoints: [path.join(ROOT, entry)],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    alias: {
      'node-libvirt': path.join(ROOT, 'node-libvirt/src/index.ts'),
      'ven-client': path.join(ROOT, 'client/src/index.ts'),
    },
    plugins: [inPlace],
    logLevel: 'warning',
  });
  if (output === undefined) throw new Error(`there is no bundle of ${entry}`);
  const hash = createHash('sha256').update(output.contents).digest('hex').slice(0, 16);
  const file = path.join(FOLDER, `${path.basename(entry, '.ts')}-${hash}.mjs`);
  if (existsSync(file)) return file;
  mkdirSync(FOLDER, { recursive: true });
  // Two test processes may do this at once.
  const own = `${file}.${process.pid}`;
  writeFileSync(own, output.contents);
  renameSync(own, file);
  return file;
}
