import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { SimulatorError } from '../error.ts';
import { type KernelModule, modulesInOrder } from './kernel-modules.ts';
import { program } from './program.ts';

/** Modules that a QEMU guest needs in addition to those built into the kernel. */
const MODULES = [
  'virtio_pci',
  'virtio_net',
  'virtio_blk',
  // For the EFI system partition of the written image.
  'vfat',
  'nls_cp437',
  'nls_ascii',
  'nls_utf8',
  'efivarfs',
  'virtio_balloon',
  // For the power button.
  'button',
  'evdev',
];

/** For disks that are not virtio-blk. Debian's kernel for virtual machines has no driver for SATA. */
const DISK_MODULES = ['virtio_scsi', 'sd_mod', 'nvme'];

/** For the file system of a CD-ROM. */
const MEDIA_MODULES = ['isofs'];

/** Files from the unpacked packages. */
export interface Sources {
  readonly kernel: Buffer;
  readonly kernelVersion: string;
  readonly modules: readonly KernelModule[];
  /** With what only they depend on. */
  readonly diskModules: readonly KernelModule[];
  readonly mediaModules: readonly KernelModule[];
  readonly busybox: Buffer;
  readonly applets: readonly string[];
  readonly stub: Buffer;
  /**
   * An iPXE with its own network drivers. The smaller snponly.efi uses only the card that it was loaded through, and from a
   * disk fails with "No more network devices".
   */
  readonly ipxe: Buffer;
}

/** @param root where the packages have been unpacked */
export async function readSources(root: string, signal?: AbortSignal): Promise<Sources> {
  const kernelVersion = await kernelVersionOf(root);
  const busyboxFile = await firstFile(root, ['bin/busybox', 'usr/bin/busybox']);
  const modulesDirectory = await modulesOf(root, kernelVersion);
  const modules = await modulesInOrder(modulesDirectory, MODULES, signal);
  const names = new Set(modules.map(({ name }) => name));
  const all = await modulesInOrder(modulesDirectory, [...MODULES, ...DISK_MODULES], signal);
  const media = await modulesInOrder(modulesDirectory, [...MODULES, ...MEDIA_MODULES], signal);
  const applets = await program(busyboxFile, ['--list-full'], { signal });
  return {
    kernelVersion,
    kernel: await readFile(path.join(root, 'boot', `vmlinuz-${kernelVersion}`)),
    modules,
    diskModules: all.filter(({ name }) => !names.has(name)),
    mediaModules: media.filter(({ name }) => !names.has(name)),
    busybox: await readFile(busyboxFile),
    applets: applets
      .toString()
      .split('\n')
      .filter((applet) => applet !== '' && applet !== 'bin/busybox'),
    stub: await readFile(await firstFile(root, ['usr/lib/systemd/boot/efi/linuxx64.efi.stub'])),
    ipxe: await readFile(await firstFile(root, ['boot/ipxe.efi', 'usr/lib/ipxe/ipxe.efi'])),
  };
}

async function kernelVersionOf(root: string): Promise<string> {
  const names = await readdir(path.join(root, 'boot'));
  const version = names.find((name) => name.startsWith('vmlinuz-'))?.slice('vmlinuz-'.length);
  if (version === undefined)
    throw new SimulatorError('package-incomplete', 'the kernel packages have no kernel');
  return version;
}

async function modulesOf(root: string, kernelVersion: string): Promise<string> {
  const builtIn = path.join('lib/modules', kernelVersion, 'modules.builtin');
  return path.dirname(await firstFile(root, [builtIn, path.join('usr', builtIn)]));
}

/** The location differs between distributions. */
async function firstFile(root: string, candidates: readonly string[]): Promise<string> {
  for (const candidate of candidates) {
    const file = path.join(root, candidate);
    if (await isReadable(file)) return file;
  }
  throw new SimulatorError('package-incomplete', `the packages have no ${candidates.join(' or ')}`);
}

async function isReadable(file: string): Promise<boolean> {
  try {
    // Follows links: in some packages the file is a link to another package's file.
    await readFile(file);
    return true;
  } catch {
    return false;
  }
}
