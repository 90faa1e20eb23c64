// @ts-check
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { complaint, run } from '../command.mjs';
import { findProgram } from '../find-program.mjs';
import { ROOT } from '../root.mjs';
import { advice, fine } from './finding.mjs';

/** @typedef {import('./finding.mjs').Step} Step */

const CACHE = path.join(ROOT, '.cache');
/** server/testing/libvirt-collection.ts reads it. */
const FOLDER = path.join(CACHE, 'libvirt-collection');
const APT = '/etc/apt';

/**
 * The machine's package sources, as sources of source packages.
 * @param {string} text
 * @param {'list' | 'sources'} format
 */
export const sourcesOf = (text, format) =>
  format === 'list'
    ? text.replaceAll(/^deb(?:-src)?(?=\s)/gm, 'deb-src')
    : text.replaceAll(/^Types:.*$/gm, 'Types: deb-src');

/** @param {string} folder */
function writeSources(folder) {
  mkdirSync(path.join(folder, 'sources'));
  const parts = path.join(APT, 'sources.list.d');
  const names = existsSync(parts) ? readdirSync(parts).map((name) => path.join(parts, name)) : [];
  for (const file of [path.join(APT, 'sources.list'), ...names]) {
    const format = file.endsWith('list') ? 'list' : 'sources';
    if (!existsSync(file) || !/\.(?:list|sources)$/.test(file)) continue;
    writeFileSync(
      path.join(folder, 'sources', path.basename(file)),
      sourcesOf(readFileSync(file, 'utf8'), format),
    );
  }
}

/** With lists and caches of its own, so that it needs no rights and leaves the machine's as they are.
 * @param {string} folder
 */
const apt = (folder) => {
  const settings = {
    'Dir::Etc::sourcelist': '/dev/null',
    'Dir::Etc::sourceparts': path.join(folder, 'sources'),
    'Dir::State': path.join(folder, 'state'),
    'Dir::State::status': '/var/lib/dpkg/status',
    'Dir::Cache': path.join(folder, 'cache'),
    'APT::Sandbox::User': '',
    'Acquire::Retries': '1',
    'Acquire::http::Timeout': '20',
  };
  return [
    'env',
    'LC_ALL=C',
    'apt-get',
    ...Object.entries(settings).flatMap(([name, to]) => ['-o', `${name}=${to}`]),
  ];
};

/** @param {(text: string) => void} onLine */
async function download(onLine) {
  mkdirSync(CACHE, { recursive: true });
  const folder = mkdtempSync(path.join(CACHE, 'libvirt-collection-'));
  try {
    for (const part of ['state/lists/partial', 'cache/archives/partial', 'tests'])
      mkdirSync(path.join(folder, part), { recursive: true });
    writeSources(folder);
    // One source that does not answer does not matter, if another one has libvirt.
    await run([...apt(folder), 'update'], { onLine });
    const fetched = await run([...apt(folder), '--download-only', '--tar-only', 'source', 'libvirt'], {
      cwd: folder,
      onLine,
    });
    const archive = readdirSync(folder).find((name) => /^libvirt_.*\.orig\.tar\.\w+$/.test(name));
    if (archive === undefined) throw new Error(complaint(fetched));
    const into = path.join(folder, 'tests');
    const wanted = ['--strip-components=2', '--wildcards', '*/tests/*.xml'];
    const unpacked = await run(['tar', '-xf', path.join(folder, archive), '-C', into, ...wanted]);
    if (unpacked.code !== 0) throw new Error(complaint(unpacked));
    if (!existsSync(FOLDER)) renameSync(into, FOLDER);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * The definitions of domains that libvirt tests itself with, from its source package: nothing of them is in this
 * repository. Without them a test is skipped.
 * @type {Step}
 */
export const libvirtCollection = {
  name: 'libvirt’s collection of domains',
  for: ['test'],
  inspect() {
    if (existsSync(FOLDER)) return Promise.resolve(fine('in .cache/libvirt-collection'));
    const text = 'not there, so the test that defines all of it is skipped';
    if (findProgram(['apt-get'], []) === undefined)
      return Promise.resolve(advice(`${text}; this machine has no apt`));
    return Promise.resolve(advice(text, [], download));
  },
};
