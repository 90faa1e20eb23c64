import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { ipxeDisk, osImage, type OsImageParts, osIso } from './images.ts';
import type { Manifest, ManifestArtefact } from './manifest.ts';
import { GUEST_FILES, rootFileSystem } from './root-file-system.ts';
import type { Sources } from './sources.ts';

const compress = promisify(gzip);

/**
 * The installed systems, with the same consoles as the real ones: the second has none on a serial port. The kernel's cipher
 * self-tests would take 1.5 s in software emulation; its timer test fails on a busy host.
 */
const SYSTEMS = [
  {
    name: 'ubuntu',
    commandLine: 'quiet cryptomgr.notests no_timer_check console=tty0 console=ttyS1,115200n8',
  },
  { name: 'microvisor', commandLine: 'quiet cryptomgr.notests no_timer_check console=tty0' },
];

/** For nodes that nothing onboards: as a cloud image, and on a medium. It needs no other kernel modules than a CD-ROM's. */
const CLOUD = {
  name: 'cloud',
  commandLine: 'quiet cryptomgr.notests no_timer_check console=tty0 console=ttyS0,115200n8',
};

/** The script on an iPXE disk, for iPXE versions that run it. */
const DISK_SCRIPT = `#!ipxe\ndhcp\nchain \${filename}\n`;

/** Builds the artefacts in a directory. */
export async function buildInto(
  directory: string,
  sources: Sources,
  progress: (line: string) => void,
): Promise<Pick<Manifest, 'artefacts'>> {
  const artefacts: ManifestArtefact[] = [];
  const add = async (name: string, content: Buffer, image?: Buffer): Promise<void> => {
    await writeFile(path.join(directory, name), content);
    artefacts.push({ name, ...measured(content), ...(image && { uncompressed: measured(image) }) });
    progress(`${name}: ${content.length} bytes`);
  };
  await add('vmlinuz-x86_64', sources.kernel);
  await add('initramfs-x86_64', await initramfs(sources, ['common', 'micro-os']));
  await add('signed_ipxe.efi', sources.ipxe);
  await add('ipxe-disk.raw', ipxeDisk(sources.ipxe, DISK_SCRIPT));
  const cloud = await systemParts(CLOUD, sources);
  await add('cloud.raw', osImage(cloud));
  await add('cloud.iso', osIso(cloud));
  const images = SYSTEMS.map(async (system) => {
    const image = osImage(await systemParts(system, sources));
    await add(`${system.name}.raw.gz`, await compress(image, { level: 9 }), image);
  });
  await Promise.all(images);
  return { artefacts: artefacts.sort((a, b) => (a.name < b.name ? -1 : 1)) };
}

async function systemParts(
  { name, commandLine }: (typeof SYSTEMS)[number],
  sources: Sources,
): Promise<OsImageParts> {
  return {
    name,
    commandLine,
    osRelease: await readFile(path.join(GUEST_FILES, name, 'etc/os-release'), 'utf8'),
    stub: sources.stub,
    kernel: sources.kernel,
    initramfs: await initramfs(sources, ['common', 'node-os', name]),
  };
}

/** Uncompressed: a guest downloads the bytes faster than it decompresses them. */
async function initramfs(sources: Sources, layers: readonly string[]): Promise<Buffer> {
  return rootFileSystem({ ...sources, layers });
}

function measured(content: Buffer): { bytes: number; sha256: string } {
  return { bytes: content.length, sha256: createHash('sha256').update(content).digest('hex') };
}
