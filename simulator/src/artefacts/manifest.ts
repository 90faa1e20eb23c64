import * as z from 'zod';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const artefactSchema = z.object({
  /** The file's name in the artefacts' directory. */
  name: z.string(),
  bytes: z.number().int().positive(),
  sha256,
  /** Of images that are stored compressed: what arrives on the disk. */
  uncompressed: z.object({ bytes: z.number().int().positive(), sha256 }).optional(),
});

/** `manifest.json`: what was built, and from what. */
export const manifestSchema = z.object({
  /** Stands for everything the artefacts depend on; equal keys, equal bytes. */
  key: z.string(),
  kernelVersion: z.string(),
  sourcePackages: z.array(z.object({ name: z.string(), version: z.string(), sha256 })),
  artefacts: z.array(artefactSchema),
});

export type Manifest = z.infer<typeof manifestSchema>;
export type ManifestArtefact = z.infer<typeof artefactSchema>;
