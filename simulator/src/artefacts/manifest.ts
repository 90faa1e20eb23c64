import * as z from 'zod';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const artefactSchema = z.object({
  /** The file's name in the artefacts' directory. */
  name: z.string(),
  bytes: z.number().int().positive(),
  sha256,
  /** For compressed images: size and checksum on the disk. */
  uncompressed: z.object({ bytes: z.number().int().positive(), sha256 }).optional(),
});

/** `manifest.json`: what was built from which inputs. */
export const manifestSchema = z.object({
  /** A hash of everything that the artefacts depend on; equal keys mean equal bytes. */
  key: z.string(),
  kernelVersion: z.string(),
  sourcePackages: z.array(z.object({ name: z.string(), version: z.string(), sha256 })),
  artefacts: z.array(artefactSchema),
});

export type Manifest = z.infer<typeof manifestSchema>;
export type ManifestArtefact = z.infer<typeof artefactSchema>;
