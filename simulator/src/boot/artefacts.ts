import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { messageOf, SimulatorError } from '../error.ts';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const size = z.number().int().nonnegative();

/** The part of the builder's manifest that the server uses. */
const Manifest = z.object({
  artefacts: z.array(
    z.object({
      name: z.string(),
      bytes: size,
      sha256,
      uncompressed: z.object({ bytes: size, sha256 }).optional(),
    }),
  ),
});

/** Size and checksum of an uncompressed OS image. */
export interface Image {
  readonly bytes: number;
  readonly sha256: string;
}

/** The artefact builder's files and manifest. */
export class Artefacts {
  readonly directory: string;
  readonly #manifest: z.output<typeof Manifest>;

  constructor(directory: string, manifest: z.output<typeof Manifest>) {
    this.directory = directory;
    this.#manifest = manifest;
  }

  path(name: string): string {
    return join(this.directory, name);
  }

  checksum(name: string): string | undefined {
    return this.#manifest.artefacts.find((artefact) => artefact.name === name)?.sha256;
  }

  image(name: string): Image | undefined {
    return this.#manifest.artefacts.find((artefact) => artefact.name === name)?.uncompressed;
  }
}

/** Opens a directory of artefacts; throws if its files do not match the manifest. */
export async function readArtefacts(directory: string): Promise<Artefacts> {
  const path = join(directory, 'manifest.json');
  let manifest: z.output<typeof Manifest>;
  try {
    manifest = Manifest.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    throw new SimulatorError(
      'artefacts-unreadable',
      `${path}: ${error instanceof z.ZodError ? z.prettifyError(error) : messageOf(error)}`,
      error,
    );
  }
  for (const { name, bytes } of manifest.artefacts) {
    const found = await stat(join(directory, name)).catch(() => undefined);
    if (found?.size === bytes) continue;
    throw new SimulatorError(
      'artefacts-unreadable',
      `${join(directory, name)} ${found === undefined ? 'is missing' : `has ${found.size} bytes, not ${bytes}`}: build the artefacts again`,
    );
  }
  return new Artefacts(directory, manifest);
}
