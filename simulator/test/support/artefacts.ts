import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const digest = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/** Files under the builder's names, with a manifest that fits them; nothing in them could boot. */
export async function fixtureArtefacts(directory: string): Promise<Record<string, Buffer>> {
  const raw = { 'ubuntu.raw.gz': filled(300_000, 'u'), 'microvisor.raw.gz': filled(200_000, 'm') };
  const files: Record<string, Buffer> = {
    'signed_ipxe.efi': filled(20_000, 'i'),
    'vmlinuz-x86_64': filled(600_000, 'k'),
    'initramfs-x86_64': filled(400_000, 'r'),
    'ipxe-disk.raw': filled(50_000, 'd'),
    'ubuntu.raw.gz': gzipSync(raw['ubuntu.raw.gz']),
    'microvisor.raw.gz': gzipSync(raw['microvisor.raw.gz']),
  };
  const uncompressed = new Map(Object.entries(raw));
  const artefacts = Object.entries(files).map(([name, bytes]) => {
    const image = uncompressed.get(name);
    return {
      name,
      bytes: bytes.length,
      sha256: digest(bytes),
      ...(image === undefined ? {} : { uncompressed: { bytes: image.length, sha256: digest(image) } }),
    };
  });
  await mkdir(directory, { recursive: true });
  for (const [name, bytes] of Object.entries(files)) await writeFile(join(directory, name), bytes);
  const manifest = { key: 'fixture', kernelVersion: '0', sourcePackages: [], artefacts };
  await writeFile(join(directory, 'manifest.json'), JSON.stringify(manifest));
  return files;
}

/** Bytes that differ from place to place, so that a wrong offset is noticed. */
function filled(length: number, letter: string): Buffer {
  const bytes = Buffer.alloc(length, letter);
  for (let at = 0; at + 8 <= length; at += 64) bytes.write(at.toString(16).padStart(8, '0'), at, 'latin1');
  return bytes;
}
