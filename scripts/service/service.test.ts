import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { ROOT } from '../root.mjs';
import { installation, upgrade } from './steps.mjs';
import { DEFAULTS, unit } from './unit.mjs';

async function service(...args: string[]) {
  const child = spawn(process.execPath, ['scripts/service.mjs', ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code: child.exitCode, output, errors };
}

test('systemd accepts the unit, and rates it as protected', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'ven-unit-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = path.join(folder, 'ven.service');
  // A user that exists here.
  writeFileSync(file, unit({ ...DEFAULTS, user: 'daemon' }));
  const analyze = (...args: string[]) =>
    execFileSync('systemd-analyze', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  expect(analyze('verify', '--man=no', '--recursive-errors=no', file)).toBe('');
  // In tenths; exits 1 above it.
  expect(analyze('security', '--offline=yes', '--threshold=35', '--no-pager', file)).toContain('OK');
});

test('a clone in somebody’s home is readable; elsewhere homes are hidden', () => {
  expect(unit({ ...DEFAULTS, root: '/home/ann/my console', node: '/usr/bin/node' })).toContain(
    'ProtectHome=read-only',
  );
  expect(unit({ ...DEFAULTS, root: '/opt/ven', node: '/usr/bin/node' })).toContain('ProtectHome=yes');
  expect(unit({ ...DEFAULTS, root: '/opt/ven', node: '/opt/100% node' })).toContain(
    'ExecStart="/opt/100%% node" scripts',
  );
});

test('an installation makes the user, an upgrade copies the data while the service is stopped', async () => {
  const made = await installation({ ...DEFAULTS, user: 'nobody-of-that-name' });
  expect(made.map(({ text: line }) => line)).toEqual([
    expect.stringMatching(/^useradd --system .* --groups libvirt .* nobody-of-that-name$/),
    expect.stringMatching(/^runuser -u nobody-of-that-name -- \S+ --check \S+\/scripts\/start\.mjs$/),
    'write /etc/systemd/system/ven.service',
    'systemctl daemon-reload',
    'systemctl enable --now ven.service',
  ]);
  const steps = upgrade({ ...DEFAULTS, node: 'node' }, new Date('2026-01-02T03:04:05Z'));
  expect(steps.map(({ text: line }) => line)).toEqual([
    'node scripts/prepare.mjs start',
    'systemctl stop ven.service',
    'cp --archive -- /var/lib/ven /var/lib/ven.before-2026-01-02T030405',
    'systemctl start ven.service',
  ]);
});

test('what is to be done is shown, and not done without a confirmation', async () => {
  const { code, output, errors } = await service('install', '--name', 'ven-test');
  expect(code).toBe(1);
  expect(output).toContain('User=ven\n');
  expect(output).toContain('  systemctl enable --now ven-test.service\n');
  expect(errors).toMatch(/systemd does not run here|needs root|--yes/);
});

test.for([
  ['remove', 0],
  ['upgrade', 1],
] as const)('%s of a service that is not there does nothing', async ([what, code]) => {
  expect(await service(what, '--name', 'ven-test', '--yes')).toEqual({
    code,
    output: 'There is no /etc/systemd/system/ven-test.service.\n',
    errors: '',
  });
});

test.for([
  ['install', '--data', '/home/ven'],
  ['install', '--user', 'a b'],
  ['install', '--data', '/var/lib/a%n'],
  ['start'],
  ['install', 'twice'],
])('%j is refused', async (args) => {
  expect(await service(...args)).toMatchObject({ code: 2, output: '' });
});

test('the recipe of the container copies what is there', () => {
  const recipe = readFileSync(path.join(ROOT, 'Containerfile'), 'utf8');
  const copied = recipe
    .split('\n')
    .filter((line) => /^COPY (?!--)/.test(line))
    .flatMap((line) => line.split(' ').slice(1, -1));
  expect(copied).toContain('package-lock.json');
  expect(copied.filter((name) => !existsSync(path.join(ROOT, name)))).toEqual([]);
});
