import { execFile } from 'node:child_process';
import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ownDirectory } from './support/own-directory.ts';

/** The package as users install it: built, packed, and added to a project without this repository's settings. */
const run = promisify(execFile);
const packageRoot = join(import.meta.dirname, '..');
const modules = join(packageRoot, '..', 'node_modules');

let project: string;
let installed: string;

beforeAll(async () => {
  project = await ownDirectory('package');
  installed = join(project, 'node_modules', 'node-libvirt');
  await run(join(modules, '.bin', 'tsc'), [
    '-p',
    join(packageRoot, 'tsconfig.build.json'),
    '--outDir',
    join(project, 'dist'),
  ]);
  // What `npm pack` would put in, from its own list.
  const files = ['package.json', 'README.md', 'LICENSE'];
  for (const file of files) await cp(join(packageRoot, file), join(installed, file));
  await cp(join(project, 'dist'), join(installed, 'dist'), { recursive: true });
  await writeFile(join(project, 'package.json'), JSON.stringify({ type: 'module' }));
});

afterAll(() => rm(project, { recursive: true }));

const program = `
import { Connection } from 'node-libvirt';
const connection = await Connection.open('test:///default');
console.log((await connection.domainLookupByName('test')).name);
await connection.close();
`;

test('runs as plain JavaScript', async () => {
  await writeFile(join(project, 'program.mjs'), program);
  const { stdout } = await run(process.execPath, ['program.mjs'], { cwd: project });
  expect(stdout).toBe('test\n');
});

test('has types that stand by themselves, with every file of them checked', async () => {
  await writeFile(join(project, 'program.ts'), program);
  const options = ['--module', 'nodenext', '--target', 'es2023', '--strict', '--noEmit', '--types', 'node'];
  const typeRoots = ['--typeRoots', join(modules, '@types')];
  const tsc = join(modules, 'typescript-native', 'bin', 'tsc');
  const { stdout } = await run(tsc, [...options, ...typeRoots, 'program.ts'], { cwd: project });
  expect(stdout).toBe('');
});

test('has no dependencies', async () => {
  const manifest: unknown = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8'));
  expect(manifest).not.toHaveProperty('dependencies');
});

test('contains no test and nothing that only tests need', async () => {
  const { stdout } = await run('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: packageRoot,
  });
  expect(stdout).not.toMatch(/\.test\.|testing\/|test\/|src\//);
});
