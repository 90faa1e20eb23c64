// @ts-check
// Serves. `npm start` has prepared everything before; with --check it is only reported what is missing. Source maps are
// not switched on: Node would read and keep those of every package, half a second of a start and 40 MB for good.
// NODE_OPTIONS=--enable-source-maps has them.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { isCheckOnly } from './check-only.mjs';
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
