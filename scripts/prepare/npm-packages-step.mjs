// @ts-check
import { existsSync } from 'node:fs';
import path from 'node:path';
import { complaint, run } from '../command.mjs';
import { readJson, record } from '../json.mjs';
import { ROOT } from '../root.mjs';
import { withFileLock } from './file-lock.mjs';
import { fine, missing } from './finding.mjs';
import { outOfDate } from './npm-packages.mjs';

/** @typedef {import('./finding.mjs').Step} Step */

// --include: NODE_ENV=production would omit development tools.
const NPM_CI = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund'];

/** @param {string} file relative to the repository */
function lockedPackages(file) {
  const place = path.join(ROOT, file);
  return existsSync(place) ? record(record(readJson(place)).packages) : {};
}

/** Packages that differ from package-lock.json, by npm's own record and by whether their folders exist. */
function wrongPackages() {
  const installed = lockedPackages('node_modules/.package-lock.json');
  const emptied = Object.keys(installed).filter(
    (place) => !existsSync(path.join(ROOT, place, 'package.json')),
  );
  return [...outOfDate(lockedPackages('package-lock.json'), installed), ...emptied];
}

/**
 * This runs inside `npm test`: settings of the outer npm, such as its workspace, must not reach the installation.
 */
function cleanEnvironment() {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) =>
        !/^npm_(lifecycle|package|command|config_(workspace|include|omit|local_prefix|prefix))/i.test(name),
    ),
  );
}

/** The npm that started this process, which matches this Node.js; otherwise the one in PATH. */
function npm() {
  const cli = process.env.npm_execpath ?? '';
  return path.basename(cli) === 'npm-cli.js' && existsSync(cli) ? [process.execPath, cli] : ['npm'];
}

/** @param {(text: string) => void} progress */
function install(progress) {
  return withFileLock(path.join(ROOT, '.cache', 'npm-ci.lock'), async () => {
    // Another process may have installed them while this one waited for the lock.
    if (wrongPackages().length === 0) return;
    const ticking = setInterval(() => progress('installing'), 1000);
    const result = await run([...npm(), ...NPM_CI], { env: cleanEnvironment(), onLine: progress });
    clearInterval(ticking);
    if (result.code !== 0) throw new Error(complaint(result));
  });
}

/** @type {Step} */
export const npmPackages = {
  name: 'npm packages',
  for: ['test', 'start', 'dev'],
  inspect() {
    const wrong = wrongPackages();
    if (wrong.length === 0) return Promise.resolve(fine('match package-lock.json'));
    const text = existsSync(path.join(ROOT, 'node_modules'))
      ? `${wrong.length} differ from package-lock.json (${wrong.slice(0, 3).join(', ')}${wrong.length > 3 ? ', …' : ''})`
      : 'not installed';
    return Promise.resolve(missing(text, [`npm ${NPM_CI.join(' ')}`], install));
  },
};
