import path from 'node:path';
import { expect, test } from 'vitest';
import { run } from '../command.mjs';
import { list, record } from '../json.mjs';
import { ROOT } from '../root.mjs';
import { TYPE_PROJECTS } from './type-projects.mjs';

/** The files that a project names, relative to the repository. */
async function filesOf(project: string): Promise<string[]> {
  const tsc = path.join(ROOT, 'node_modules/typescript-native/bin/tsc');
  const { stdout } = await run([tsc, '--showConfig', '-p', project]);
  const folder = path.dirname(project);
  return list(record(JSON.parse(stdout)).files).map((file) => path.join(folder, String(file)));
}

test('every source file belongs to a TypeScript project', async () => {
  const tracked = await run(['git', 'ls-files', '--', '*.ts', '*.tsx', '*.mjs', '*.js', '*.cjs']);
  const covered = new Set((await Promise.all(TYPE_PROJECTS.map(filesOf))).flat());
  expect(covered.size).toBeGreaterThan(1000);
  const sources = tracked.stdout.split('\n').filter((file) => file !== '');
  expect(sources.filter((file) => !covered.has(file))).toEqual([]);
}, 60_000);
