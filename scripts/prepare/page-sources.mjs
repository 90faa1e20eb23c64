// @ts-check
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { list, readJson, record } from '../json.mjs';
import { ROOT } from '../root.mjs';

/** Sources that must not be part of pages, because they handle secrets or the machine. */
const FOREIGN = /^(server|host-facts|node-libvirt|prisma|simulator|cli|scripts)\//;

/**
 * Server files that a build of the pages must not contain but does, according to Next.js's traces (files read at run
 * time) and the source maps (files compiled in).
 * @param {string} folder where the pages were built
 */
export function foreignSources(folder) {
  const named = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    // Written by `npm run dev`.
    .filter((name) => !name.startsWith(`dev${path.sep}`))
    .flatMap((name) => {
      const file = path.join(folder, name);
      if (name.endsWith('.nft.json')) return resolved(file, record(readJson(file)).files);
      return name.endsWith('.js.map') ? mapped(file) : [];
    });
  return [...new Set(named.map((file) => path.relative(ROOT, file)))].filter((file) => FOREIGN.test(file));
}

/**
 * A source map can consist of sections, each with its own map.
 * @param {string} file
 */
function mapped(file) {
  const map = record(readJson(file));
  const parts = [map, ...list(map.sections).map((section) => record(record(section).map))];
  return parts.flatMap(({ sources }) => resolved(file, sources));
}

/**
 * @param {string} file that names them
 * @param {unknown} names
 */
function resolved(file, names) {
  return list(names).flatMap((name) => {
    if (typeof name !== 'string') return [];
    if (name.startsWith('file:')) return [fileURLToPath(name)];
    return [path.resolve(path.dirname(file), decodeURI(name.replace(/^.*\[project\]/, ROOT)))];
  });
}
