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

test('a second build from the same inputs makes the same bytes', async () => {
  const cache = await cacheWithPackages('again');
  const lines: string[] = [];
  const second = await buildArtefacts({ cacheDirectory: cache, onProgress: (line) => lines.push(line) });
  expect(second.manifest).toEqual(artefacts.manifest);
  expect(path.relative(cache, second.directory)).toBe(path.basename(artefacts.directory));
  expect(lines.at(-1)).toMatch(/^ +\d+\.\d s {2}done$/);
}, 300_000);

test('two builders at once share one build', async () => {
  const cache = await cacheWithPackages('two');
  const lines: string[] = [];
  const onProgress = (line: string): number => lines.push(line);
  const [first, second] = await Promise.all([
    buildArtefacts({ cacheDirectory: cache, onProgress }),
    buildArtefacts({ cacheDirectory: cache, onProgress }),
  ]);
  expect(first).toEqual(second);
  expect(lines.filter((line) => line.endsWith('done'))).toHaveLength(1);
}, 300_000);

test('existing artefacts are found and not rebuilt', async () => {
  const lines: string[] = [];
  const found = await buildArtefacts({ cacheDirectory: CACHE, onProgress: (line) => lines.push(line) });
  expect(found).toEqual(artefacts);
  expect(lines.filter((line) => line.endsWith('done'))).toEqual([]);
});

test('a truncated file is built again, and a killed builder leaves nothing for long', async () => {
  const cache = await cacheWithPackages('damaged');
  const { directory: result } = await buildArtefacts({ cacheDirectory: cache });
  await writeFile(path.join(result, 'initramfs-x86_64'), 'short');
  await mkdir(path.join(cache, 'building-killed'));
  const again = await buildArtefacts({ cacheDirectory: cache });
  expect(again.manifest).toEqual(artefacts.manifest);
  expect((await readdir(cache)).sort()).toEqual([path.basename(result), 'lock', 'packages', 'packages.json']);
}, 300_000);

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
