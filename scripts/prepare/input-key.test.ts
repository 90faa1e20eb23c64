import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ROOT } from '../root.mjs';
import { inputKey, storedKey } from './input-key.mjs';

/** Inside the repository, because keys are computed from its contents. */
function ownFolder(): string {
  mkdirSync(path.join(ROOT, '.cache'), { recursive: true });
  const folder = mkdtempSync(path.join(ROOT, '.cache', 'input-key-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

test('contents, names and absence change the key; skipped files do not', () => {
  const folder = ownFolder();
  const place = path.relative(ROOT, folder);
  const write = (name: string, text: string) => writeFileSync(path.join(folder, name), text);
  const key = (also: string[] = []) => inputKey([place], { skip: (file) => file.endsWith('.skip'), also });
  const seen = [key()];
  write('a', '1');
  seen.push(key());
  write('a', '2');
  seen.push(key());
  mkdirSync(path.join(folder, 'deep'));
  write('deep/b', '2');
  seen.push(key());
  seen.push(key(['v2']));
  expect(new Set(seen).size).toBe(seen.length);
  write('c.skip', 'x');
  expect(key()).toBe(seen[3]);
  rmSync(path.join(folder, 'deep'), { recursive: true });
  write('a', '1');
  expect(key()).toBe(seen[1]);
});

test('without a build result there is no key', () => {
  expect(storedKey(path.join(ownFolder(), 'none'))).toBe('');
});
