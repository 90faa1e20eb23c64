import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { run } from '../command.mjs';
import { list, record } from '../json.mjs';
import { ROOT } from '../root.mjs';

/** One file, what it imports, and the rule that must stop it. */
const FORBIDDEN = [
  ['lib/a.ts', '../components/ui/a.ts', 'lib: ours, only itself'],
  ['lib/b.ts', 'node:fs', 'lib: outside, only zod'],
  ['lib/b.ts', 'node:fs', 'browser code: no Node modules'],
  ['lib/c.ts', 'ws', 'lib: outside, only zod'],
  ['lib/host-rules/a.mjs', '../z.ts', 'lib/host-rules: ours, only itself'],
  ['lib/host-rules/b.mjs', 'zod', 'plain JavaScript: no npm package, it runs before there is one'],
  ['host-facts/a.mjs', '../lib/z.ts', 'host-facts: ours, only itself, lib/host-rules'],
  ['client/src/a.ts', '../../components/data/z.ts', 'client: ours, only itself, lib'],
  ['components/data/a.ts', '../ui/a.ts', 'components/data: ours, only itself, lib, client'],
  [
    'components/data/b.ts',
    '../../client/src/index.ts',
    'client: from outside, only its index, by the package name',
  ],
  ['components/ui/b.ts', '../../app/a.ts', 'components: ours, only itself, lib, components/data'],
  ['components/ui/c.ts', 'socket.io-client', 'only (client|components/data|cli) imports socket.io-client'],
  ['components/ui/d.ts', '@tanstack/react-query', 'only components/data imports @tanstack/react-query'],
  ['components/replay/a.ts', '../data/console-sockets.ts', 'components/replay: no way to a console'],
  ['app/b.ts', '../server/core/a.ts', 'app: ours, only itself, lib, components, components/data'],
  ['node-libvirt/src/api/a.ts', '../../../lib/z.ts', 'node-libvirt: ours, only itself'],
  ['node-libvirt/src/api/b.ts', 'ws', 'node-libvirt/src: outside, only Node modules'],
  ['node-libvirt/src/constants/a.ts', '../xdr/z.ts', 'node-libvirt/constants: only itself'],
  ['node-libvirt/src/error.ts', './rpc/z.ts', 'node-libvirt/error: only itself, constants'],
  ['node-libvirt/src/xdr/a.ts', '../rpc/z.ts', 'node-libvirt/xdr: only itself, constants, error'],
  [
    'node-libvirt/src/protocol/a.ts',
    '../rpc/z.ts',
    'node-libvirt/protocol: only itself, constants, error, xdr',
  ],
  [
    'node-libvirt/src/rpc/a.ts',
    '../api/z.ts',
    'node-libvirt/rpc: only itself, constants, error, xdr, protocol',
  ],
  ['node-libvirt/src/transport/a.ts', '../api/z.ts', 'node-libvirt/transport: never api'],
  [
    'server/hypervisor/a.ts',
    '../db/a.ts',
    'server/hypervisor: ours, only itself, lib, host-facts, node-libvirt, server/locks',
  ],
  ['server/locks/a.ts', '../core/z.ts', 'server/locks: ours, only itself'],
  [
    'server/hypervisor/b.ts',
    '../../node-libvirt/src/index.ts',
    'node-libvirt: from outside, only by the package name',
  ],
  ['server/hypervisor/c.ts', 'node-libvirt/src/xdr/z.ts', 'node-libvirt: from outside, only its index'],
  [
    'server/hypervisor/d.ts',
    '../../node-libvirt/test/support/z.ts',
    'node-libvirt/test/support: from outside, only benchmarks and tests',
  ],
  ['server/orchestrator/a.ts', 'node-libvirt', 'server/orchestrator: ours, only itself, lib'],
  ['server/db/a.ts', '../core/z.ts', 'server/db: ours, only itself, lib'],
  ['server/core/a.ts', '@prisma/client', 'only server/db imports @prisma, prisma, @libsql, libsql, pg'],
  [
    'server/core/b.ts',
    '../http/z.ts',
    'server/core: ours, only itself, lib, server/hypervisor, server/orchestrator, server/db, server/locks',
  ],
  ['server/http/a.ts', '../live/z.ts', 'server/http: ours, only itself, lib, server/core'],
  ['server/http/b.ts', 'ws', 'only (server/live|cli|bench) imports ws'],
  ['server/http/d.ts', 'socket.io', 'only server/live imports socket.io'],
  ['server/http/c.ts', '../testing/z.ts', 'server/testing is for tests'],
  ['server/live/a.ts', '../http/z.ts', 'server/live: ours, only itself, lib, server/core'],
  ['cli/a.ts', '../server/core/z.ts', 'cli: ours, only itself, lib, client, host-facts'],
  ['simulator/a.ts', '../server/core/z.ts', 'simulator: ours, only itself, lib'],
  ['simulator/src/b.ts', 'node-libvirt', 'simulator: ours, only itself, lib'],
  ['simulator/src/c.ts', '../test/z.ts', 'simulator: ours, only itself, lib'],
  ['simulator/test/a.ts', '../../server/core/z.ts', 'simulator/test: ours, only itself, lib, simulator'],
  ['e2e/a.ts', '../server/core/z.ts', 'e2e: ours, only itself, lib, scripts'],
  ['scripts/a.mjs', '../lib/z.ts', 'scripts: ours, only itself, lib/host-rules, host-facts'],
  ['scripts/b.mjs', 'ws', 'plain JavaScript: no npm package, it runs before there is one'],
  ['bench/a.ts', '../server/core/z.ts', 'bench: ours, only itself, lib, node-libvirt, e2e, scripts'],
  ['cli/b.ts', './missing.ts', 'every import resolves'],
  ['cli/round.ts', './trip.ts', 'no cycles'],
] as const;

const ALLOWED = [
  ['lib/ok.ts', 'zod'],
  ['host-facts/ok.mjs', '../lib/host-rules/z.mjs'],
  ['components/ui/ok.ts', '../data/z.ts'],
  ['components/data/ok.ts', 'socket.io-client'],
  ['app/ok.ts', '../lib/z.ts'],
  ['node-libvirt/src/xdr/ok.ts', '../error.ts'],
  ['node-libvirt/src/transport/ok.ts', 'node:net'],
  ['node-libvirt/src/xdr/ok.test.ts', '../api/z.ts'],
  ['server/hypervisor/ok.ts', 'node-libvirt'],
  ['server/hypervisor/looked.ts', '../../host-facts/z.mjs'],
  ['server/core/ok.ts', '../hypervisor/z.ts'],
  ['server/core/ok.test.ts', '../testing/z.ts'],
  ['server/live/ok.ts', 'ws'],
  ['server/main.ts', './http/z.ts'],
  ['simulator/test/started.ts', '../src/z.ts'],
  ['scripts/ok.mjs', '../host-facts/z.mjs'],
  ['bench/ok.ts', 'node-libvirt'],
  ['bench/booted.ts', '../server/testing/z.ts'],
  ['bench/measured.ts', '../node-libvirt/test/support/z.ts'],
] as const;

/** Files that are only imported. */
const TARGETS = [
  'lib/z.ts',
  'lib/host-rules/z.mjs',
  'host-facts/z.mjs',
  'components/ui/a.ts',
  'components/data/z.ts',
  'components/data/console-sockets.ts',
  'app/a.ts',
  'client/src/index.ts',
  'node-libvirt/src/index.ts',
  'node-libvirt/test/support/z.ts',
  ...['xdr', 'rpc', 'api'].map((layer) => `node-libvirt/src/${layer}/z.ts`),
  'simulator/src/z.ts',
  'simulator/test/z.ts',
  ...['core', 'http', 'live', 'hypervisor', 'testing'].map((folder) => `server/${folder}/z.ts`),
];

const PACKAGES = ['zod', 'ws', 'socket.io', 'socket.io-client', '@tanstack/react-query', '@prisma/client'];

let folder = '';
/** "file: rule", as reported */
let violations: string[] = [];
let rules: string[] = [];

const put = async (file: string, content: string) => {
  const place = path.join(folder, file);
  await mkdir(path.dirname(place), { recursive: true });
  await writeFile(place, content);
};

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ven-boundaries-'));
  for (const file of ['.dependency-cruiser.cjs', 'tsconfig.base.json']) {
    await cp(path.join(ROOT, file), path.join(folder, file));
  }
  await put(
    'package.json',
    JSON.stringify({ dependencies: Object.fromEntries(PACKAGES.map((name) => [name, '*'])) }),
  );
  for (const file of TARGETS) await put(file, 'export {};\n');
  await put('cli/trip.ts', "import './round.ts';\n");
  for (const [file, specifier] of [...FORBIDDEN, ...ALLOWED]) await put(file, `import '${specifier}';\n`);
  for (const name of PACKAGES) {
    await put(`node_modules/${name}/package.json`, JSON.stringify({ name, main: 'index.js' }));
    await put(`node_modules/${name}/index.js`, '');
  }
  const exports = { '.': { workspace: './src/index.ts' }, './src/*': './src/*' };
  await put('node-libvirt/package.json', JSON.stringify({ name: 'node-libvirt', exports }));
  await symlink('../node-libvirt', path.join(folder, 'node_modules/node-libvirt'));

  const depcruise = path.join(ROOT, 'node_modules/.bin/depcruise');
  const command = [depcruise, '--config', '.dependency-cruiser.cjs', '--output-type', 'json', '.'];
  const outcome = await run(command, { cwd: folder });
  const summary = record(record(JSON.parse(outcome.stdout)).summary);
  violations = list(summary.violations)
    .map(record)
    .map((violation) => `${String(violation.from)}: ${String(record(violation.rule).name)}`);
  rules = list(record(summary.ruleSetUsed).forbidden).map((rule) => String(record(rule).name));
}, 60_000);

afterAll(() => rm(folder, { recursive: true }));

test.each(FORBIDDEN)('%s may not import %s', (file, _specifier, rule) => {
  expect(violations).toContain(`${file}: ${rule}`);
});

test.each(ALLOWED)('%s may import %s', (file) => {
  expect(violations.filter((violation) => violation.startsWith(`${file}:`))).toEqual([]);
});

test('every rule rejects an import here', () => {
  const proven = new Set<string>(FORBIDDEN.map(([, , rule]) => rule));
  expect(rules.filter((rule) => !proven.has(rule))).toEqual([]);
});
