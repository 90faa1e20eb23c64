// @ts-check
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { complaint, nodeTool, run } from '../command.mjs';
import { ROOT } from '../root.mjs';
import { compressPages } from './compress-pages.mjs';
import { withFileLock } from './file-lock.mjs';
import { fine, missing } from './finding.mjs';
import { inputKey, storedKey } from './input-key.mjs';
import { foreignSources } from './page-sources.mjs';

/** @typedef {import('./finding.mjs').Step} Step */

const OUTPUT = path.join(ROOT, '.next');
const KEY = path.join(OUTPUT, 'input-key');
const INPUTS = [
  'app',
  'client/src',
  'components',
  'lib',
  'public',
  'next.config.js',
  'scripts/prepare/compress-pages.mjs',
  'scripts/prepare/left-out.mjs',
  'postcss.config.mjs',
  'tsconfig.json',
  'package-lock.json',
];

const key = () => inputKey(INPUTS, { skip: (file) => /\.test\.tsx?$/.test(file), also: [process.version] });

const isCurrent = () => existsSync(path.join(OUTPUT, 'BUILD_ID')) && storedKey(KEY) === key();

/** @param {(text: string) => void} progress */
function build(progress) {
  return withFileLock(path.join(ROOT, '.cache', 'web-pages.lock'), async () => {
    if (isCurrent()) return;
    const before = key();
    const env = {
      ...process.env,
      NODE_ENV: /** @type {const} */ ('production'),
      NEXT_TELEMETRY_DISABLED: '1',
    };
    const ticking = setInterval(() => progress('building'), 1000);
    const result = await run(nodeTool('next', 'build'), { env, onLine: progress });
    clearInterval(ticking);
    if (result.code !== 0) throw new Error(complaint(result));
    const foreign = foreignSources(OUTPUT);
    if (foreign.length > 0) throw new Error(`web pages must not contain ${foreign.join(', ')}`);
    compressPages(path.join(OUTPUT, 'static'));
    writeFileSync(KEY, `${before}\n`);
  });
}

/** @type {Step} */
export const webPages = {
  name: 'web pages',
  for: ['test', 'start'],
  after: ['npm packages'],
  inspect() {
    if (!existsSync(path.join(ROOT, 'app'))) return Promise.resolve(fine('no web pages'));
    if (isCurrent()) return Promise.resolve(fine('up to date'));
    return Promise.resolve(missing('not built from the current sources', ['npm run build'], build));
  },
};
