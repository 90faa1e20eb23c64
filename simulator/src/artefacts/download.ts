import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { SimulatorError } from '../error.ts';
import type { SourcePackage } from './packages.ts';
import { program } from './program.ts';

/**
 * Unpacks packages into a directory without installing them. Downloads are kept in `store`, so that changing the guests'
 * own files needs no download.
 * @param temporary a directory that the caller removes
 */
export async function unpackPackages(
  packages: readonly SourcePackage[],
  where: { readonly store: string; readonly temporary: string; readonly root: string },
  signal?: AbortSignal,
): Promise<void> {
  await mkdir(where.store, { recursive: true });
  await mkdir(where.root, { recursive: true });
  for (const wanted of packages) {
    const file = await storedPackage(wanted, where, signal);
    await program('dpkg-deb', ['-x', file, where.root], { signal });
  }
  await removeUnusedPackages(packages, where.store);
}

function storedName({ name, sha256 }: SourcePackage): string {
  return `${name}_${sha256.slice(0, 16)}.deb`;
}

async function storedPackage(
  wanted: SourcePackage,
  { store, temporary }: { readonly store: string; readonly temporary: string },
  signal?: AbortSignal,
): Promise<string> {
  const file = path.join(store, storedName(wanted));
  if (await hasChecksum(file, wanted.sha256)) return file;
  const directory = path.join(temporary, `download-${wanted.name}`);
  await mkdir(directory);
  await download(wanted, directory, signal);
  const [downloaded] = await readdir(directory);
  if (downloaded === undefined || !(await hasChecksum(path.join(directory, downloaded), wanted.sha256))) {
    throw new SimulatorError(
      'package-unavailable',
      `${wanted.name} ${wanted.version} was damaged in the download`,
    );
  }
  await rename(path.join(directory, downloaded), file);
  return file;
}

async function download(wanted: SourcePackage, directory: string, signal?: AbortSignal): Promise<void> {
  try {
    await program('apt-get', ['download', '--quiet', '--', `${wanted.name}=${wanted.version}`], {
      cwd: directory,
      signal,
    });
  } catch (error) {
    if (error instanceof SimulatorError && error.code === 'tool-failed') {
      throw new SimulatorError(
        'package-unavailable',
        `${wanted.name} ${wanted.version} could not be downloaded: ${error.message}`,
        error,
      );
    }
    throw error;
  }
}

async function hasChecksum(file: string, sha256: string): Promise<boolean> {
  const content = await readFile(file).catch(() => undefined);
  return content !== undefined && createHash('sha256').update(content).digest('hex') === sha256;
}

async function removeUnusedPackages(packages: readonly SourcePackage[], store: string): Promise<void> {
  const wanted = new Set(packages.map(storedName));
  for (const name of await readdir(store)) {
    if (!wanted.has(name)) await rm(path.join(store, name), { force: true });
  }
}
