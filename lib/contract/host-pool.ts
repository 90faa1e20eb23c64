import { z } from 'zod';
import { libvirtName } from './node-network.ts';

export const hostVolume = z
  .object({
    pool: z.string(),
    name: z.string(),
    path: z.string(),
    /** raw, qcow2, iso …; null where the pool does not say. */
    format: z.string().nullable(),
    capacityBytes: z.number(),
    allocationBytes: z.number(),
    backing: z.string().nullable(),
    /** Domains that use it, or a volume that is based on it. */
    users: z.array(z.string()),
  })
  .meta({ id: 'HostVolume' });
export type HostVolume = z.infer<typeof hostVolume>;

export const hostVolumeList = z.object({ volumes: z.array(hostVolume) });

export const hostPoolRequest = z
  .strictObject({
    name: libvirtName,
    /** A folder on the host; made if it does not exist. */
    path: z
      .string()
      .max(1000)
      .regex(/^\/[^\0]+$/, 'use an absolute path'),
    autostart: z.boolean().default(true),
  })
  .meta({ id: 'HostPoolRequest' });
export type HostPoolRequest = z.output<typeof hostPoolRequest>;
export type HostPoolInput = z.input<typeof hostPoolRequest>;

const hostPoolAction = z.enum(['start', 'stop', 'autostart', 'no-autostart', 'refresh']);
/** `refresh`: looks at its volumes again. */
export type HostPoolAction = z.infer<typeof hostPoolAction>;
export const hostPoolActionRequest = z
  .strictObject({ action: hostPoolAction })
  .meta({ id: 'HostPoolActionRequest' });

const bytes = z
  .int()
  .min(1)
  .max(2 ** 50);

const volumeName = z
  .string()
  .regex(/^[A-Za-z0-9_][A-Za-z0-9_.+-]{0,199}$/, 'use letters, digits and . _ + -');

export const hostVolumeRequest = z
  .strictObject({
    name: volumeName,
    bytes,
    format: z.enum(['raw', 'qcow2']).default('qcow2'),
  })
  .meta({ id: 'HostVolumeRequest' });
export type HostVolumeRequest = z.output<typeof hostVolumeRequest>;
export type HostVolumeInput = z.input<typeof hostVolumeRequest>;

export const hostVolumeResize = z.strictObject({ bytes }).meta({ id: 'HostVolumeResize' });

/** A copy of its own, in the same pool. */
export const hostVolumeClone = z.strictObject({ name: volumeName }).meta({ id: 'HostVolumeClone' });

/** How far an upload into a volume is: bytes from its start. */
export const hostVolumeWritten = z.object({ written: z.int() });
export const VOLUME_PART_BYTES = 4 * 1024 * 1024;
