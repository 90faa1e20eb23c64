import { z } from 'zod';
import { nodeName } from '../domain/names.ts';

/** A new node like another one. */
export const cloneRequest = z
  .strictObject({
    /** Left out, it is the name of the other one, counted on. */
    name: nodeName.optional(),
    /**
     * `blank`: only the definition is copied. `copy`: the disk too, with everything on it that identifies the system; the
     * other node has to be off.
     */
    disk: z.enum(['blank', 'copy']).default('blank'),
    /** With `copy`: the disk as it was at this checkpoint, whatever the other node does now. */
    checkpoint: z.string().min(1).max(63).optional(),
    start: z.boolean().default(true),
  })
  .refine(({ disk, checkpoint }) => disk === 'copy' || checkpoint === undefined, {
    path: ['checkpoint'],
    message: 'use it with a copy of the disk',
  })
  .meta({ id: 'CloneRequest' });
export type CloneRequest = z.infer<typeof cloneRequest>;
export type CloneInput = z.input<typeof cloneRequest>;
