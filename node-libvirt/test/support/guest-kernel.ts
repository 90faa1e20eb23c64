import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What always depends on the newest kernel for virtual machines: Debian's and Ubuntu's. */
const newest = ['linux-image-cloud-amd64', 'linux-image-virtual'];

/** In the order in which they must be loaded; one that is missing is built into the kernel. */
const wantedModules = [
  'virtio_ring',
  'virtio',
  'virtio_pci_legacy_dev',
  'virtio_pci_modern_dev',
  'virtio_pci',
  'failover',
  'net_failover',
  'virtio_net',
  'virtio_console',
  'virtio_balloon',
  'button',
  'evdev',
];

/** For disks and drives, in the same order; only some guests load them. */
const storageModules = ['virtio_blk', 'scsi_common', 'scsi_mod', 'virtio_scsi', 'sd_mod', 'cdrom', 'sr_mod'];

const modulesByFolder = { modules: wantedModules, storage: storageModules };

/** Kernels stay here between runs, by what was taken out of their packages; `.cache/` is not committed. */
const cache = join(
  import.meta.dirname,
  '../../../.cache/guest-kernel',
  createHash('sha256').update(Object.values(modulesByFolder).flat().join()).digest('hex').slice(0, 12),
);

export interface GuestKernel {
  readonly image: string;
  /** Files of the modules, in loading order. */
  readonly modules: readonly string[];
  readonly storage: readonly string[];
}

/** The distribution's own kernel, unpacked from its package without installing it. */
export async function guestKernel(): Promise<GuestKernel> {
  await mkdir(cache, { recursive: true });
  const [kept] = (await readdir(cache)).filter((name) => !name.startsWith('.')).sort();
  const directory = join(cache, kept ?? (await download()));
  const filesIn = async (folder: keyof typeof modulesByFolder): Promise<string[]> =>
    (await readdir(join(directory, folder))).sort().map((name) => join(directory, folder, name));
  return {
    image: join(directory, 'vmlinuz'),
    modules: await filesIn('modules'),
    storage: await filesIn('storage'),
  };
}

async function download(): Promise<string> {
  const packages = await kernelPackages();
  const [name] = packages;
  if (name === undefined) throw new Error(`apt knows none of ${newest.join(', ')}; run apt-get update`);
  const work = await mkdtemp(join(cache, '.download-'));
  try {
    await run('apt-get', ['download', '--quiet', ...packages], { cwd: work });
    const files = (await readdir(work)).filter((file) => file.endsWith('.deb'));
    for (const file of files) await run('dpkg', ['-x', join(work, file), join(work, 'unpacked')]);
    await keep(join(work, 'unpacked'), join(work, 'kept'));
    // Another test process may have been faster; its kernel is as good as ours.
    await rename(join(work, 'kept'), join(cache, name)).catch(() => undefined);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return name;
}

/** The kernel's package and, where the modules have one of their own, that one too. */
async function kernelPackages(): Promise<string[]> {
  for (const metapackage of newest) {
    const [image] = await dependencies(metapackage, /^linux-image-\d/);
    if (image !== undefined) return [image, ...(await dependencies(image, /^linux-modules-\d/))];
  }
  return [];
}

async function dependencies(name: string, wanted: RegExp): Promise<string[]> {
  const { stdout } = await run('apt-cache', ['depends', '--important', name]).catch(() => ({ stdout: '' }));
  const found = [...stdout.matchAll(/^ +\|?Depends: (\S+)$/gm)].map(([, dependency = '']) => dependency);
  return found.filter((dependency) => wanted.test(dependency));
}

async function keep(unpacked: string, kept: string): Promise<void> {
  for (const folder of Object.keys(modulesByFolder)) await mkdir(join(kept, folder), { recursive: true });
  const files = (await readdir(unpacked, { recursive: true })).map((file) => join(unpacked, file));
  const image = files.find((file) => basename(file).startsWith('vmlinuz-'));
  if (image === undefined) throw new Error(`no kernel in the package: ${files.join(' ')}`);
  await cp(image, join(kept, 'vmlinuz'));
  for (const [folder, names] of Object.entries(modulesByFolder)) {
    for (const [index, name] of names.entries()) {
      const file = files.find((one) => basename(one) === `${name}.ko`);
      // Numbered, so that sorting keeps the loading order.
      if (file !== undefined) await cp(file, join(kept, folder, `${String(index + 10)}-${name}.ko`));
    }
  }
}
