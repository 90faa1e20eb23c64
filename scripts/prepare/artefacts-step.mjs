// @ts-check
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { complaint, run } from '../command.mjs';
import { readJson, record } from '../json.mjs';
import { ROOT } from '../root.mjs';
import { fine, missing } from './finding.mjs';
import { inputKey } from './input-key.mjs';

/** @typedef {import('./finding.mjs').Step} Step */

const CACHE = path.join(ROOT, '.cache', 'artefacts');
/** Read by the server, which passes the folder to the simulator that it starts. */
const CURRENT = path.join(CACHE, 'current.json');
const BUILDER = ['--conditions=workspace', '--import', 'tsx', 'simulator/src/artefacts/main.ts', '--json'];

/**
 * The builder itself also asks apt for newer kernels, which takes seconds; a start skips that while the code is
 * unchanged.
 */
const key = () =>
  inputKey(['simulator/guest', 'simulator/src/artefacts'], {
    skip: (file) => file.includes('.test.'),
    also: [process.versions.zlib],
  });

/** The folder built from the current inputs; empty if there is none. */
function currentFolder() {
  if (!existsSync(CURRENT)) return '';
  const noted = record(readJson(CURRENT));
  const folder = typeof noted.directory === 'string' ? noted.directory : '';
  return noted.key === key() && existsSync(path.join(CACHE, folder, 'manifest.json')) ? folder : '';
}

/** @param {(text: string) => void} progress */
async function build(progress) {
  const before = key();
  const result = await run([process.execPath, ...BUILDER], { onLine: progress });
  if (result.code !== 0) throw new Error(complaint(result));
  const { directory } = record(JSON.parse(result.stdout));
  if (typeof directory !== 'string') throw new Error('the builder named no folder');
  mkdirSync(CACHE, { recursive: true });
  const draft = `${CURRENT}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify({ key: before, directory: path.basename(directory) })}\n`);
  renameSync(draft, CURRENT);
}

/** @type {Step} */
export const artefacts = {
  name: 'guest systems',
  for: ['test', 'start', 'dev'],
  after: ['host packages', 'npm packages'],
  inspect(purpose) {
    if (purpose !== 'test' && process.env.VEN_SIMULATOR === 'off') {
      return Promise.resolve(fine('not needed: VEN_SIMULATOR=off'));
    }
    const folder = currentFolder();
    if (folder !== '') return Promise.resolve(fine(`in .cache/artefacts/${folder}`));
    return Promise.resolve(
      missing(
        'not built; takes a minute or two, and downloads a kernel through apt',
        ['npm run artefacts'],
        build,
      ),
    );
  },
};
