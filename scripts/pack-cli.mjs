// @ts-check
// Makes what the package of `ven` has: the program in one file, its manual page, the licence. `npm pack` runs it in cli/.
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { complaint, run } from './command.mjs';
import { wholeBundle } from './prepare/bundles-step.mjs';
import { ROOT } from './root.mjs';

const FOLDER = path.join(ROOT, 'cli', 'dist');
const PROGRAM = path.join(FOLDER, 'ven.mjs');

/** @param {Parameters<typeof run>[0]} command */
async function output(command) {
  const result = await run(command);
  if (result.code !== 0) throw new Error(complaint(result));
  return result.stdout;
}

rmSync(FOLDER, { recursive: true, force: true });
mkdirSync(FOLDER, { recursive: true });
await output(wholeBundle('cli/src/main.ts', PROGRAM));
writeFileSync(path.join(FOLDER, 'ven.1'), await output([process.execPath, PROGRAM, 'man']));
copyFileSync(path.join(ROOT, 'LICENSE'), path.join(FOLDER, 'LICENSE'));
