// @ts-check
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { complaint, nodeTool, run } from '../command.mjs';
import { ROOT } from '../root.mjs';
import { withFileLock } from './file-lock.mjs';
import { fine, missing } from './finding.mjs';
import { inputKey, storedKey } from './input-key.mjs';

/** @typedef {import('./finding.mjs').Step} Step */

const OUTPUT = path.join(ROOT, '.build');
const KEY = path.join(OUTPUT, '.key');

/** npm packages that are CommonJS call `require`, which a module has to be given. */
const REQUIRE =
  "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);";

/** Our code goes in, npm packages stay outside: Prisma and Next load files that lie beside them. */
const OURS_ONLY = ['--packages=external'];
/** npm packages go in as well, which halves the time until a command starts. */
const WHOLE = [`--banner:js=${REQUIRE}`];

/** Programs bundled ahead of time: compiling them would take a second at every start. */
const PROGRAMS = [
  { entry: 'server/main.ts', output: 'server.mjs', options: OURS_ONLY },
  // A thread of the server.
  { entry: 'server/core/search/index-program.ts', output: 'search-index.mjs', options: OURS_ONLY },
  // Another, which draws consoles.
  {
    entry: 'server/core/console/snapshots/snapshot-program.ts',
    output: 'console-snapshots.mjs',
    options: OURS_ONLY,
  },
  { entry: 'simulator/src/main.ts', output: 'simulator.mjs', options: OURS_ONLY },
  { entry: 'cli/src/main.ts', output: 'ven.mjs', options: WHOLE },
];

const OPTIONS = [
  '--bundle',
  '--platform=node',
  '--format=esm',
  '--target=node20.19',
  '--alias:node-libvirt=./node-libvirt/src/index.ts',
  '--alias:ven-client=./client/src/index.ts',
  '--log-level=warning',
];

/**
 * The esbuild command of a program with everything in it, so that it runs where there is nothing but Node.
 * @param {string} entry
 * @param {string} outfile
 */
export const wholeBundle = (entry, outfile) =>
  nodeTool('esbuild', entry, ...OPTIONS, ...WHOLE, `--outfile=${outfile}`);

const present = () => PROGRAMS.filter(({ entry }) => existsSync(path.join(ROOT, entry)));

const key = () =>
  inputKey(
    [
      ...['server', 'lib', 'host-facts', 'node-libvirt/src', 'simulator/src', 'client/src', 'cli/src'],
      'package-lock.json',
    ],
    {
      skip: (file) => /\.test\.ts$|\/testing\/|\.xml$/.test(file),
      also: [
        process.version,
        ...OPTIONS,
        ...present().flatMap(({ output, options }) => [output, ...options]),
      ],
    },
  );

const isCurrent = () =>
  present().every(({ output }) => existsSync(path.join(OUTPUT, output))) && storedKey(KEY) === key();

function build() {
  return withFileLock(path.join(ROOT, '.cache', 'bundles.lock'), async () => {
    if (isCurrent()) return;
    mkdirSync(OUTPUT, { recursive: true });
    const before = key();
    for (const { entry, output, options } of present()) {
      const result = await run(
        nodeTool('esbuild', entry, ...OPTIONS, ...options, `--outfile=.build/${output}`),
      );
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
