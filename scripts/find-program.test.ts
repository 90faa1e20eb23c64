import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { findProgram } from './find-program.mjs';

test('the preferred name wins, wherever it is; files that are not executable do not count', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'ven-program-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  onTestFinished(() => void vi.unstubAllEnvs());
  const place = (file: string, mode: number) => {
    mkdirSync(path.join(folder, path.dirname(file)), { recursive: true });
    writeFileSync(path.join(folder, file), '', { mode });
    return path.join(folder, file);
  };
  const [first, second] = [path.join(folder, 'bin'), path.join(folder, 'snap')];
  vi.stubEnv('PATH', first);
  expect(findProgram(['chromium', 'chrome'], [second])).toBeUndefined();
  place('bin/chromium', 0o644);
  const chrome = place('bin/chrome', 0o755);
  expect(findProgram(['chromium', 'chrome'], [second])).toBe(chrome);
  const snap = place('snap/chromium', 0o755);
  expect(findProgram(['chromium', 'chrome'], [second])).toBe(snap);
});
