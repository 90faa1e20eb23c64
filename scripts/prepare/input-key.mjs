// @ts-check
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../root.mjs';

/**
 * A hash of build inputs: names and contents of files and folders, relative to the repository. Missing ones count too.
 * @param {string[]} places
 * @param {{ skip?: (file: string) => boolean, also?: string[] }} [options] `also`: other inputs of the result
 */
export function inputKey(places, { skip = () => false, also = [] } = {}) {
  const hash = createHash('sha256');
  for (const text of also) hash.update(`${text}\0`);
  for (const place of places) {
    for (const file of filesIn(place)) {
      if (!skip(file))
        hash
          .update(`${file}\0`)
          .update(readFileSync(path.join(ROOT, file)))
          .update('\0');
    }
  }
  return hash.digest('hex');
}

/**
 * @param {string} place
 * @returns {string[]}
 */
function filesIn(place) {
  const absolute = path.join(ROOT, place);
  const found = statSync(absolute, { throwIfNoEntry: false });
  if (found === undefined) return [];
  if (!found.isDirectory()) return [place];
  const names = readdirSync(absolute).filter((name) => name !== 'node_modules');
  return names.sort().flatMap((name) => filesIn(path.join(place, name)));
}

/**
 * The key of an existing build result.
 * @param {string} file
 */
export const storedKey = (file) => (existsSync(file) ? readFileSync(file, 'utf8').trim() : '');
