import { createHash, type Hash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { buildInto } from './build.ts';
import { unpackPackages } from './download.ts';
import { SimulatorError } from '../error.ts';
import { withFileLock } from './file-lock.ts';
import { type Manifest, manifestSchema } from './manifest.ts';
import { resolvePackagesOnce, type SourcePackage } from './packages.ts';
import { filesBelow, GUEST_FILES } from './root-file-system.ts';
import { readSources } from './sources.ts';

export { type Manifest, type ManifestArtefact, manifestSchema } from './manifest.ts';

export interface BuildOptions {
  /** Keeps packages and results between runs; several builders can share it. */
  readonly cacheDirectory: string;
  /** A line of text, preceded by the seconds since the start. */
  readonly onProgress?: (line: string) => void;
  readonly signal?: AbortSignal;
}

export interface Artefacts {
  /** Contains the files in `manifest`, and `manifest.json`. Never changed once it exists. */
  readonly directory: string;
  readonly manifest: Manifest;
}

/** Shared by all simulators of this checkout. */
export const defaultCacheDirectory = path.join(import.meta.dirname, '../../../.cache/artefacts');

const BUILDING = 'building-';
const RESULT = 'artefacts-';
/** Older results to keep, because another simulator may still serve them. */
const KEPT_RESULTS = 2;

/**
 * Builds what the simulator serves to its guests (micro-OS, OS images, iPXE) from the distribution's packages, unless the
 * cache has a result from the same inputs.
 */
export async function buildArtefacts({
  cacheDirectory,
  onProgress,
  signal,
}: BuildOptions): Promise<Artefacts> {
  const start = performance.now();
  const progress = (line: string): void => {
    onProgress?.(`${((performance.now() - start) / 1000).toFixed(1).padStart(5)} s  ${line}`);
  };
  await mkdir(cacheDirectory, { recursive: true });
  const packages = await resolvePackagesOnce(path.join(cacheDirectory, 'packages.json'), signal);
  const key = await keyOf(packages);
  const directory = path.join(cacheDirectory, `${RESULT}${key}`);
  const present = await readResult(directory);
  if (present) {
    progress(`artefacts ${key} are up to date`);
    return present;
  }
  return withFileLock(path.join(cacheDirectory, 'lock'), signal, async () => {
    const builtMeanwhile = await readResult(directory);
    if (builtMeanwhile) return builtMeanwhile;
    await removeLeftovers(cacheDirectory);
    const temporary = await mkdtemp(path.join(cacheDirectory, BUILDING));
    try {
      progress(`packages: ${packages.map(({ name, version }) => `${name} ${version}`).join(', ')}`);
      await build({ cacheDirectory, temporary, packages, key, progress, signal });
      await rm(directory, { recursive: true, force: true });
      await rename(path.join(temporary, 'result'), directory);
    } finally {
      await rm(temporary, { recursive: true, force: true });
    }
    await removeOldResults(cacheDirectory, directory);
    const made = await readResult(directory);
    if (made === undefined)
      throw new SimulatorError('tool-failed', `${directory} is not what was just written`);
    progress('done');
    return made;
  });
}

interface Build {
  readonly cacheDirectory: string;
  readonly temporary: string;
  readonly packages: readonly SourcePackage[];
  readonly key: string;
  readonly progress: (line: string) => void;
  readonly signal: AbortSignal | undefined;
}

async function build({ cacheDirectory, temporary, packages, key, progress, signal }: Build): Promise<void> {
  const root = path.join(temporary, 'root');
  const result = path.join(temporary, 'result');
  await mkdir(result);
  await unpackPackages(packages, { store: path.join(cacheDirectory, 'packages'), temporary, root }, signal);
  const sources = await readSources(root, signal);
  progress(`unpacked; kernel ${sources.kernelVersion}, ${sources.modules.length} modules`);
  const { artefacts } = await buildInto(result, sources, progress);
  if (signal?.aborted) throw new SimulatorError('cancelled', 'the build was cancelled');
  const manifest: Manifest = {
    key,
    kernelVersion: sources.kernelVersion,
    sourcePackages: packages.map(({ name, version, sha256 }) => ({ name, version, sha256 })),
    artefacts,
  };
  await writeFile(path.join(result, 'manifest.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
}

/** A hash of everything that the result depends on: packages, the guests' files, this code, and the zlib version. */
async function keyOf(packages: readonly SourcePackage[]): Promise<string> {
  const hash = createHash('sha256');
  hash.update(JSON.stringify(packages.map(({ name, version, sha256 }) => [name, version, sha256])));
  hash.update(process.versions.zlib);
  await addFiles(hash, GUEST_FILES, () => true);
  await addFiles(hash, import.meta.dirname, (name) => !name.includes('.test.'));
  return hash.digest('hex').slice(0, 16);
}

async function addFiles(hash: Hash, directory: string, isInput: (name: string) => boolean): Promise<void> {
  for (const name of await filesBelow(directory)) {
    if (!isInput(name)) continue;
    const content = await readFile(path.join(directory, name));
    hash.update(`${name}\0${content.length}\0`).update(content);
  }
}

/** Compares sizes only: a result is renamed into place, so it is either complete or absent. */
async function readResult(directory: string): Promise<Artefacts | undefined> {
  try {
    const manifest = manifestSchema.parse(
      JSON.parse(await readFile(path.join(directory, 'manifest.json'), 'utf8')),
    );
    for (const { name, bytes } of manifest.artefacts) {
      if ((await stat(path.join(directory, name))).size !== bytes) return undefined;
    }
    const now = new Date();
    await utimes(directory, now, now);
    return { directory, manifest };
  } catch {
    return undefined;
  }
}

/** Removes what a killed builder left. Called with the lock held, so no other build is running. */
async function removeLeftovers(cacheDirectory: string): Promise<void> {
  for (const name of await readdir(cacheDirectory)) {
    if (name.startsWith(BUILDING))
      await rm(path.join(cacheDirectory, name), { recursive: true, force: true });
  }
}

async function removeOldResults(cacheDirectory: string, current: string): Promise<void> {
  const names = await readdir(cacheDirectory);
  const others = await Promise.all(
    names
      .map((name) => path.join(cacheDirectory, name))
      .filter((directory) => path.basename(directory).startsWith(RESULT) && directory !== current)
      .map(async (directory) => ({ directory, usedAt: (await stat(directory)).mtimeMs })),
  );
  const old = others.sort((a, b) => b.usedAt - a.usedAt).slice(KEPT_RESULTS);
  for (const { directory } of old) await rm(directory, { recursive: true, force: true });
}
