import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { constants, createGunzip, createGzip } from 'node:zlib';
import { program } from '../artefacts/program.ts';

/** The first partition of an image, in mtools' notation. */
const PARTITION = '@@1M';
const BOOT_PROGRAM = '::EFI/BOOT/BOOTX64.EFI';

/** The artefact that an OS image is made of: `microvisor-signed.raw.gz` is `microvisor.raw.gz`, signed. */
export const unsignedName = (image: string): string => image.replace(/-signed(?=\.raw\.gz$)/, '');

/** Copies a compressed OS image, with its only EFI program signed by `sign`. */
export async function signImage(
  source: string,
  target: string,
  sign: (program: string, output: string) => Promise<void>,
): Promise<void> {
  const directory = await mkdtemp(`${target}.`);
  const at = (name: string) => join(directory, name);
  const [image, unsigned, signed, packed] = [
    at('image'),
    at('unsigned.efi'),
    at('signed.efi'),
    at('packed'),
  ] as const;
  try {
    await pipeline(createReadStream(source), createGunzip(), createWriteStream(image));
    await program('mcopy', ['-i', `${image}${PARTITION}`, BOOT_PROGRAM, unsigned]);
    await sign(unsigned, signed);
    await program('mcopy', ['-o', '-i', `${image}${PARTITION}`, signed, BOOT_PROGRAM]);
    // Nearly as small as with the best compression: the kernel is compressed already.
    const gzip = createGzip({ level: constants.Z_BEST_SPEED });
    await pipeline(createReadStream(image), gzip, createWriteStream(packed));
    await rename(packed, target);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
