// @ts-check
// Starts the server after `npm start` has prepared everything; with --check it only reports what is missing. Source maps
// are off, because Node would load those of every package: half a second of the start and 40 MB of memory.
// NODE_OPTIONS=--enable-source-maps turns them on.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { isCheckOnly } from './prepare/run-steps.mjs';
import { lacksGroup, runWithGroup } from './libvirt-group.mjs';
import { ROOT } from './root.mjs';

const program = path.join(ROOT, '.build', 'server.mjs');

if (isCheckOnly(process.argv.slice(2))) {
  const { main } = await import('./prepare/main.mjs');
  process.exitCode = await main(['start', '--check']);
} else if (existsSync(program) && (await lacksGroup())) {
  process.exitCode = await runWithGroup([process.execPath, ...process.argv.slice(1)]);
} else if (existsSync(program)) {
  Object.assign(process.env, { NODE_ENV: process.env.NODE_ENV ?? 'production' });
  await import(pathToFileURL(program).href);
} else {
  console.error('The server is not built. Run: npm start');
  process.exitCode = 1;
}
