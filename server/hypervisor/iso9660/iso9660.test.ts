import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { iso9660 } from './iso9660.ts';

const run = promisify(execFile);
const FILES = [
  { name: 'user-data', content: 'x'.repeat(5000) },
  { name: 'meta-data', content: 'local-hostname: edge-1\n' },
  { name: 'network-config', content: '' },
];

async function stored(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ven-iso-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, 'seed.iso');
  await writeFile(file, iso9660('CIDATA', FILES));
  return file;
}

test('the system finds the label by which cloud-init looks for it', async () => {
  const { stdout } = await run('blkid', ['-p', '-o', 'export', await stored()]);
  expect(stdout).toContain('LABEL=CIDATA');
  expect(stdout).toContain('TYPE=iso9660');
});

test('its numbers are in both byte orders, and its files begin on sectors', () => {
  const image = iso9660('CIDATA', FILES);
  expect(image.length % 2048).toBe(0);
  const primary = image.subarray(16 * 2048, 17 * 2048);
  expect(primary.readUInt32LE(80)).toBe(image.length / 2048);
  expect(primary.readUInt32BE(84)).toBe(image.length / 2048);
  expect(image.subarray(25 * 2048).toString('latin1', 0, 22)).toBe('local-hostname: edge-1');
  expect(iso9660('CIDATA', FILES.toReversed())).toEqual(image);
});

test('more files than fit are a mistake', () => {
  const many = Array.from({ length: 60 }, (_, index) => ({ name: `file-${index}`, content: '' }));
  expect(() => iso9660('CIDATA', many)).toThrow('too many files');
});
