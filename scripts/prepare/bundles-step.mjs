// @ts-check
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { complaint, run } from '../command.mjs';
import { ROOT } from '../root.mjs';
import { withFileLock } from './file-lock.mjs';
import { fine, missing } from './finding.mjs';
import { inputKey, storedKey } from './input-key.mjs';
import { nodeTool } from './node-tool.mjs';

/** @typedef {import('./finding.mjs').Step} Step */

const OUTPUT = path.join(ROOT, '.build');
const KEY = path.join(OUTPUT, '.key');

/** Programs bundled ahead of time: compiling them would take a second at every start. */
const PROGRAMS = [
  { entry: 'server/main.ts', output: 'server.mjs' },
  { entry: 'simulator/src/main.ts', output: 'simulator.mjs' },
  { entry: 'cli/src/main.ts', output: 'ven.mjs' },
];

/** Bundles this repository's code; npm packages stay external. */
const OPTIONS = [
  '--bundle',
  '--platform=node',
  '--format=esm',
  '--target=node20.19',
  '--packages=external',
  '--alias:node-libvirt=./node-libvirt/src/index.ts',
  '--alias:ven-client=./client/src/index.ts',
  '--log-level=warning',
];

const present = () => PROGRAMS.filter(({ entry }) => existsSync(path.join(ROOT, entry)));

const key = () =>
  inputKey(['server', 'lib', 'node-libvirt/src', 'simulator/src', 'client/src', 'cli/src'], {
    skip: (file) => /\.test\.ts$|\/testing\/|\.xml$/.test(file),
    also: [process.version, ...OPTIONS, ...present().map(({ output }) => output)],
  });

const isCurrent = () =>
  present().every(({ output }) => existsSync(path.join(OUTPUT, output))) && storedKey(KEY) === key();

function build() {
  return withFileLock(path.join(ROOT, '.cache', 'bundles.lock'), async () => {
    if (isCurrent()) return;
    mkdirSync(OUTPUT, { recursive: true });
    const before = key();
    for (const { entry, output } of present()) {
      const result = await run(nodeTool('esbuild', entry, ...OPTIONS, `--outfile=.build/${output}`));
      if (result.code !== 0) throw new Error(complaint(result));
    }
    writeFileSync(KEY, `${before}\n`);
  });
}

/** @type {Step} */
export const bundles = {
  name: 'programs',
  for: ['test', 'start'],
  after: ['npm packages', 'database client'],
  inspect() {
    const names = present().map(({ output }) => output);
    if (isCurrent()) return Promise.resolve(fine(`${names.join(', ')} up to date`));
    return Promise.resolve(
      missing(`not built from the current sources: ${names.join(', ')}`, ['npm run build'], build),
    );
  },
};
