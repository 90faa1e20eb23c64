import { z } from 'zod';
import { moment } from './boot.ts';

/** Also a part of its volume's name. */
export const imageName = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/,
    'use 1 to 63 letters, digits, ".", "_" or "-", beginning with a letter or digit',
  );

export const imageKind = z
  .enum(['iso', 'qcow2', 'raw'])
  .meta({ description: 'iso: ISO 9660; raw: a disk as it is, with a partition table or a file system' });
export type ImageKind = z.infer<typeof imageKind>;

const sha256 = z
  .string()
  .regex(/^[0-9a-f]{64}$/i, 'use the 64 hexadecimal digits of a SHA-256 checksum')
  .transform((text) => text.toLowerCase());

/** An image in the storage pool of the installation that nodes can boot from. */
export const image = z
  .object({
    name: z.string(),
    host: z.string(),
    kind: imageKind,
    /** Length of the file. */
    bytes: z.int(),
    /** Size of the disk that a guest sees. */
    diskBytes: z.int(),
    /** Null for an image that the console found in its pool. */
    sha256: z.string().nullable(),
    /** Names of the nodes that use it; it cannot be removed meanwhile. */
    usedBy: z.array(z.string()),
    createdAt: moment,
    createdBy: z.string(),
    /** Grows with every change. */
    revision: z.int(),
  })
  .meta({ id: 'Image' });
export type Image = z.infer<typeof image>;

/** It was removed; its name is free again. */
export const imageRemoved = z.object({ name: z.string() });

/** Announces an upload. */
export const imageRequest = z
  .strictObject({
    name: imageName,
    /** Length of the file. */
    bytes: z.int().min(1, 'the file is empty').max(Number.MAX_SAFE_INTEGER),
    /** The image is refused if its checksum is a different one. */
    sha256: sha256.optional(),
    /** The first one if left out. */
    host: z.string().max(100).optional(),
  })
  .meta({ id: 'ImageRequest' });
export type ImageRequest = z.output<typeof imageRequest>;
export type ImageInput = z.input<typeof imageRequest>;

/** Makes an image as a copy of a volume in a storage pool of somebody else, which stays as it is. */
export const imageCopyRequest = imageRequest
  .omit({ bytes: true })
  .extend({ pool: z.string().min(1).max(100), volume: z.string().min(1).max(255) })
  .meta({ id: 'ImageCopyRequest' });
export type ImageCopyRequest = z.output<typeof imageCopyRequest>;
export type ImageCopyInput = z.input<typeof imageCopyRequest>;

/** A volume, with the length of its file. */
export const volumeList = z
  .object({ volumes: z.array(z.object({ name: z.string(), bytes: z.int() })) })
  .meta({ id: 'VolumeList' });
export type VolumeList = z.infer<typeof volumeList>;

/** Bytes of one part of an upload at most. */
export const IMAGE_PART_BYTES = 4 * 1024 * 1024;

/** How far an upload is. The image exists when all of its bytes have arrived. */
export const imageUpload = z
  .object({
    id: z.string(),
    name: z.string(),
    host: z.string(),
    bytes: z.int(),
    received: z.int(),
    startedAt: moment,
    startedBy: z.string(),
    image: image.nullable(),
    /** Why it ended without an image. */
    failure: z.object({ message: z.string(), fix: z.string() }).nullable(),
    /** Grows with every change. */
    revision: z.int(),
  })
  .meta({ id: 'ImageUpload' });
export type ImageUpload = z.infer<typeof imageUpload>;

/** `uploads`: those that have not ended. */
export const imageList = z
  .object({ images: z.array(image), uploads: z.array(imageUpload) })
  .meta({ id: 'ImageList' });
export type ImageList = z.infer<typeof imageList>;
