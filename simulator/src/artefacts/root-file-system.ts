import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { cpioArchive, type RootEntry } from './cpio.ts';
import type { KernelModule } from './kernel-modules.ts';

/** The guests' files, one directory per layer, laid out as in the guest. */
export const GUEST_FILES = path.join(import.meta.dirname, '../../guest');

const DIRECTORIES = ['boot/efi', 'dev', 'lib/modules', 'mnt', 'proc', 'root', 'run', 'sys', 'tmp', 'var/log'];

/** Modules that are loaded later, after other programs have started. */
const LATE_MODULES = new Set(['button', 'evdev']);

export interface RootFileSystemParts {
  /** Layers of GUEST_FILES; later layers override earlier ones. */
  readonly layers: readonly string[];
  readonly busybox: Buffer;
  /** Paths of busybox's applets, from `busybox --list-full`. */
  readonly applets: readonly string[];
  readonly modules: readonly KernelModule[];
  /** Loaded only where there is no virtio-blk disk: their drivers print much and probe for long. */
  readonly diskModules: readonly KernelModule[];
  /** Loaded by the systems that read a CD-ROM's file system. */
  readonly mediaModules: readonly KernelModule[];
}

/** A guest's root file system, uncompressed. */
export async function rootFileSystem(parts: RootFileSystemParts): Promise<Buffer> {
  const entries = new Map<string, RootEntry>();
  const add = (entry: RootEntry): void => {
    addParents(entries, entry.path);
    entries.set(entry.path, entry);
  };
  for (const directory of DIRECTORIES) add({ kind: 'directory', path: directory });
  // The kernel opens /dev/console before anything is mounted.
  add({ kind: 'character-device', path: 'dev/console', major: 5, minor: 1 });
  add({ kind: 'file', path: 'bin/busybox', mode: 0o755, content: parts.busybox });
  for (const applet of parts.applets) add({ kind: 'link', path: applet, target: '/bin/busybox' });
  for (const entry of moduleEntries(parts)) add(entry);
  for (const layer of parts.layers) {
    for (const entry of await layerEntries(path.join(GUEST_FILES, layer))) add(entry);
  }
  return cpioArchive([...entries.values()]);
}

function addParents(entries: Map<string, RootEntry>, child: string): void {
  const parent = path.posix.dirname(child);
  if (parent === '.' || entries.has(parent)) return;
  addParents(entries, parent);
  entries.set(parent, { kind: 'directory', path: parent });
}

/** The modules, and ordered lists of their names for the guest's loader. */
function moduleEntries({ modules, diskModules, mediaModules }: RootFileSystemParts): RootEntry[] {
  const list = (name: string, members: readonly KernelModule[]): RootEntry => ({
    kind: 'file',
    path: `lib/modules/${name}`,
    mode: 0o644,
    content: Buffer.from(members.map((module) => `${module.name}.ko\n`).join('')),
  });
  return [
    ...[...modules, ...diskModules, ...mediaModules].map(({ name, content }): RootEntry => ({
      kind: 'file',
      path: `lib/modules/${name}.ko`,
      mode: 0o644,
      content,
    })),
    list(
      'load',
      modules.filter(({ name }) => !LATE_MODULES.has(name)),
    ),
    list(
      'load-late',
      modules.filter(({ name }) => LATE_MODULES.has(name)),
    ),
    list('load-disk', diskModules),
    list('load-media', mediaModules),
  ];
}

async function layerEntries(layer: string): Promise<RootEntry[]> {
  const names = await filesBelow(layer);
  return Promise.all(
    names.map(async (name): Promise<RootEntry> => {
      const content = await readFile(path.join(layer, name));
      // By content, because file modes depend on how the repository was checked out.
      return {
        kind: 'file',
        path: name,
        mode: content.subarray(0, 2).toString() === '#!' ? 0o755 : 0o644,
        content,
      };
    }),
  );
}

/** Names with slashes, relative to the directory, in a fixed order. */
export async function filesBelow(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      path.relative(directory, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/'),
    )
    .sort();
}
