import { createHash } from 'node:crypto';
import { readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { SimulatorError } from '../error.ts';
import { program } from './program.ts';

const packageSchema = z.object({
  name: z.string(),
  version: z.string(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  depends: z.array(z.string()),
});

/** A package version that apt would download now. */
export type SourcePackage = z.infer<typeof packageSchema>;

/** The source packages, with their names on Debian and Ubuntu; the first known name is used. */
const WANTED = {
  // Metapackages of the newest kernel for virtual machines.
  kernel: ['linux-image-cloud-amd64', 'linux-image-virtual'],
  busybox: ['busybox-static'],
  ipxe: ['ipxe'],
  // The EFI stub; on Ubuntu 22.04 it is part of systemd.
  stub: ['systemd-boot-efi', 'systemd'],
} as const;

const KERNEL_PART = /^linux-(?:image|modules)-\d/;

/** Asks apt for the source packages. The caller is responsible for `apt-get update`. */
async function resolvePackages(signal?: AbortSignal): Promise<SourcePackage[]> {
  const known = await askApt(Object.values(WANTED).flat(), signal);
  const chosen = Object.values(WANTED).map((names) => firstKnown(names, known));
  const kernel = await kernelParts(chosen.slice(0, 1), signal);
  return [...kernel, ...chosen.slice(1)].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function firstKnown(names: readonly string[], known: readonly SourcePackage[]): SourcePackage {
  for (const name of names) {
    const found = known.find((candidate) => candidate.name === name);
    if (found) return found;
  }
  throw new SimulatorError(
    'package-unavailable',
    `apt knows no package ${names.join(' or ')}; run "apt-get update" and try again`,
  );
}

/** Follows a metapackage to the packages with the kernel; on Ubuntu the modules are in a separate package. */
async function kernelParts(meta: readonly SourcePackage[], signal?: AbortSignal): Promise<SourcePackage[]> {
  const parts = new Map<string, SourcePackage>();
  let names = partNames(meta);
  while (names.length > 0) {
    const found = await askApt(names, signal);
    for (const part of found) parts.set(part.name, part);
    names = partNames(found).filter((name) => !parts.has(name));
  }
  if (parts.size === 0) throw new SimulatorError('package-unavailable', 'apt knows no kernel package');
  return [...parts.values()];
}

function partNames(packages: readonly SourcePackage[]): string[] {
  return packages.flatMap(({ depends }) => depends).filter((name) => KERNEL_PART.test(name));
}

async function askApt(names: readonly string[], signal?: AbortSignal): Promise<SourcePackage[]> {
  // 100: some names are unknown on this distribution, which is expected.
  const options = { signal, accept: [100] };
  const answer = await program('apt-cache', ['show', '--no-all-versions', '--', ...names], options).catch(
    (error: unknown) => {
      if (error instanceof SimulatorError && error.code === 'cancelled') throw error;
      throw new SimulatorError(
        'unsupported-host',
        'the artefacts are made from Debian or Ubuntu packages, and apt-cache does not work here',
        error,
      );
    },
  );
  return parsePackages(answer.toString());
}

/** `apt-cache show`'s paragraphs. */
export function parsePackages(text: string): SourcePackage[] {
  return text
    .split(/\n\n+/)
    .filter((paragraph) => paragraph.startsWith('Package:'))
    .map((paragraph) => {
      const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(paragraph)?.[1] ?? '';
      return packageSchema.parse({
        name: field('Package'),
        version: field('Version'),
        sha256: field('SHA256'),
        depends: dependencies(field('Depends')),
      });
    });
}

function dependencies(field: string): string[] {
  return field
    .split(/[,|]/)
    .map((entry) => entry.trim().split(' ')[0] ?? '')
    .filter((name) => name !== '');
}

/**
 * `resolvePackages`, cached in a file until apt's lists change, because asking apt takes a second of every start.
 */
export async function resolvePackagesOnce(file: string, signal?: AbortSignal): Promise<SourcePackage[]> {
  const lists = await aptState();
  const remembered = rememberedSchema.safeParse(await readJson(file));
  if (remembered.success && remembered.data.lists === lists) return remembered.data.packages;
  const packages = await resolvePackages(signal);
  // Two builders may write at the same time, so each writes its own file and renames it; the contents are equal.
  const own = `${file}.${process.pid}`;
  await writeFile(own, JSON.stringify({ lists, packages }));
  await rename(own, file);
  return packages;
}

const rememberedSchema = z.object({ lists: z.string(), packages: z.array(packageSchema) });

async function readJson(file: string): Promise<unknown> {
  try {
    const parsed: unknown = JSON.parse(await readFile(file, 'utf8'));
    return parsed;
  } catch {
    // Absent or damaged: ask apt again.
    return undefined;
  }
}

const APT_LISTS = '/var/lib/apt/lists';

async function aptState(): Promise<string> {
  const names = await readdir(APT_LISTS).catch(() => []);
  const states = names
    .filter((name) => /_Packages(\.\w+)?$/.test(name))
    .sort()
    .map(async (name) => {
      const { size, mtimeMs } = await stat(path.join(APT_LISTS, name));
      return `${name} ${size} ${mtimeMs}`;
    });
  return createHash('sha256')
    .update((await Promise.all(states)).join('\n'))
    .digest('hex');
}
