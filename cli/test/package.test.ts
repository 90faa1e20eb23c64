import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';

const CLI = path.resolve(import.meta.dirname, '..');

test('the packed package installs into an empty folder and runs with Node alone', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'ven-package-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const npm = (cwd: string, ...args: string[]) => execFileSync('npm', args, { cwd, stdio: 'pipe' });
  npm(CLI, 'pack', '--pack-destination', folder);
  const [file = ''] = readdirSync(folder);
  expect(statSync(path.join(folder, file)).size).toBeLessThan(600_000);
  npm(folder, 'install', '--prefix', folder, '--offline', '--no-audit', '--no-fund', path.join(folder, file));
  expect(readdirSync(path.join(folder, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual([
    'ven-cli',
  ]);
  const ven = (...args: string[]) =>
    execFileSync(path.join(folder, 'node_modules/.bin/ven'), args, {
      ...{ cwd: folder, encoding: 'utf8' as const },
      env: { PATH: process.env.PATH ?? '', HOME: folder },
    });
  expect(ven('--version')).toMatch(/^\d+\.\d+\.\d+\n$/);
  expect(ven('man')).toMatch(/^\.TH VEN 1/);
}, 60_000);
