import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Artefacts, buildArtefacts, manifestSchema } from '../src/artefacts/index.ts';
import { SimulatorError } from '../src/error.ts';

const CACHE = path.join(import.meta.dirname, '../../.cache/artefacts');
const MIB = 1024 * 1024;

let directory: string;
let artefacts: Artefacts;

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'ven-artefacts-'));
  artefacts = await buildArtefacts({ cacheDirectory: CACHE });
}, 300_000);

afterAll(() => rm(directory, { recursive: true, force: true }));

/** A cache that has the packages, so that a build in it needs no network. */
async function cacheWithPackages(name: string): Promise<string> {
  const cache = path.join(directory, name);
  await mkdir(cache);
  await cp(path.join(CACHE, 'packages'), path.join(cache, 'packages'), { recursive: true });
  await cp(path.join(CACHE, 'packages.json'), path.join(cache, 'packages.json'));
  return cache;
}

const digest = (content: Buffer): string => createHash('sha256').update(content).digest('hex');

test('the manifest matches every file', async () => {
  const names = (await readdir(artefacts.directory)).filter((name) => name !== 'manifest.json').sort();
  expect(artefacts.manifest.artefacts.map(({ name }) => name)).toEqual(names);
  expect(names).toEqual([
    'cloud.iso',
    'cloud.raw',
    'initramfs-x86_64',
    'ipxe-disk.raw',
    'microvisor.raw.gz',
    'signed_ipxe.efi',
    'ubuntu.raw.gz',
    'vmlinuz-x86_64',
  ]);
  for (const { name, bytes, sha256, uncompressed } of artefacts.manifest.artefacts) {
    const content = await readFile(path.join(artefacts.directory, name));
    expect({ bytes: content.length, sha256: digest(content) }).toEqual({ bytes, sha256 });
    expect(uncompressed !== undefined).toBe(name.endsWith('.gz'));
    if (!uncompressed) continue;
    const image = gunzipSync(content);
    expect({ bytes: image.length, sha256: digest(image) }).toEqual(uncompressed);
  }
});

test('an OS image streams in seconds, and everything together is small', () => {
  const { artefacts: all } = artefacts.manifest;
  const streamed = all.filter(({ uncompressed }) => uncompressed !== undefined);
  expect(Math.max(...streamed.map(({ bytes }) => bytes))).toBeLessThan(16 * MIB);
  const sizes = all.map(({ bytes }) => bytes);
  expect(sizes.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThan(100 * MIB);
});

test('two builders at once share one build, which makes the same bytes; what is damaged later is built again', async () => {
  const cache = await cacheWithPackages('again');
  const lines: string[] = [];
  const onProgress = (line: string): number => lines.push(line);
  const build = () => buildArtefacts({ cacheDirectory: cache, onProgress });
  const [first, second] = await Promise.all([build(), build()]);
  expect(first).toEqual(second);
  expect(lines.filter((line) => line.endsWith('done'))).toHaveLength(1);
  expect(lines.find((line) => line.endsWith('done'))).toMatch(/^ +\d+\.\d s {2}done$/);
  expect(first.manifest).toEqual(artefacts.manifest);
  const name = path.basename(artefacts.directory);
  expect(path.relative(cache, first.directory)).toBe(name);

  await writeFile(path.join(first.directory, 'initramfs-x86_64'), 'short');
  // As a builder leaves it that was killed.
  await mkdir(path.join(cache, 'building-killed'));
  expect((await build()).manifest).toEqual(artefacts.manifest);
  expect((await readdir(cache)).sort()).toEqual([name, 'lock', 'packages', 'packages.json']);
}, 300_000);

test('existing artefacts are found and not rebuilt', async () => {
  const lines: string[] = [];
  const found = await buildArtefacts({ cacheDirectory: CACHE, onProgress: (line) => lines.push(line) });
  expect(found).toEqual(artefacts);
  expect(lines.filter((line) => line.endsWith('done'))).toEqual([]);
});

describe('a cancelled build', () => {
  test('ends with its reason and leaves no temporary files', async () => {
    const cache = await cacheWithPackages('cancelled');
    const cancelled = new AbortController();
    const build = buildArtefacts({
      cacheDirectory: cache,
      signal: cancelled.signal,
      onProgress: (line) => {
        if (line.includes('packages:')) cancelled.abort();
      },
    });
    await expect(build).rejects.toThrow(SimulatorError);
    await expect(build).rejects.toMatchObject({ code: 'cancelled' });
    expect((await readdir(cache)).sort()).toEqual(['lock', 'packages', 'packages.json']);
  });
});

test('the manifest file is the manifest', async () => {
  const text = await readFile(path.join(artefacts.directory, 'manifest.json'), 'utf8');
  expect(manifestSchema.parse(JSON.parse(text))).toEqual(artefacts.manifest);
});
