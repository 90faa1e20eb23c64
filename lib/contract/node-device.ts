import { z } from 'zod';
import { size } from './machine.ts';
import { diskPool, nodeNetwork, OWN_NETWORK } from './node-network.ts';

/** What a node can be given disks on, beside its first one. */
export const addedDiskBus = z
  .enum(['virtio', 'scsi', 'sata'])
  .meta({ description: 'scsi: a virtio-scsi controller; sata: only after a power-off' });

export const nicModel = z.enum(['virtio', 'e1000e']);

/** The lowest bits of its first byte: a group of receivers, and not one card. */
export const macAddress = z
  .string()
  .regex(
    /^[0-9a-fA-F][02468aceACE](?::[0-9a-fA-F]{2}){5}$/,
    'use six bytes in hexadecimal, such as 52:54:00:12:34:56, the first one even',
  )
  .transform((text) => text.toLowerCase());

const volumeName = z
  .string()
  .regex(/^[A-Za-z0-9_][A-Za-z0-9_.+-]{0,199}$/, 'use the name of a volume: letters, digits and . _ + -');

/** `now`: refused when it would wait for a power-off, unless that is how the machine is. */
export const deviceTime = z.enum(['now', 'next-start']);
export type DeviceTime = z.infer<typeof deviceTime>;

export const diskAttachRequest = z
  .strictObject({
    /** A new volume of this size … */
    sizeGiB: size.diskGiB.optional(),
    /** … or one that is in the pool already. */
    volume: volumeName.optional(),
    pool: diskPool.default(null),
    bus: addedDiskBus.default('virtio'),
  })
  .refine(({ sizeGiB, volume }) => (sizeGiB === undefined) !== (volume === undefined), {
    message: 'give a size for a new volume, or the name of one that exists',
    path: ['sizeGiB'],
  })
  .meta({ id: 'DiskAttachRequest' });
export type DiskAttachRequest = z.output<typeof diskAttachRequest>;
export type DiskAttachInput = z.input<typeof diskAttachRequest>;

/** `keep`: the volume stays the node's, and can be attached again; `remove`: with everything on it. */
export const volumeFate = z.enum(['keep', 'remove']);
export type VolumeFate = z.infer<typeof volumeFate>;

export const nicAttachRequest = z
  .strictObject({
    network: nodeNetwork.default(OWN_NETWORK),
    model: nicModel.default('virtio'),
    /** Chosen by the console if it is left out. */
    mac: macAddress.optional(),
  })
  .meta({ id: 'NicAttachRequest' });
export type NicAttachRequest = z.output<typeof nicAttachRequest>;
export type NicAttachInput = z.input<typeof nicAttachRequest>;

/** `first`: what the machine was made with, and boots from. `seed`: what cloud-init reads. */
const role = z.enum(['first', 'added', 'seed']);

/** A disk of a machine that is no medium. */
export const machineDisk = z.object({
  role,
  /** What the machine calls it: vda, sdb … */
  target: z.string(),
  bus: z.string(),
  /** What it can hold; 0 when its storage does not say. */
  bytes: z.int(),
  /** Path on the host; null for something that is no file. */
  path: z.string().nullable(),
  format: z.enum(['raw', 'qcow2']),
  /** Of its volume; null for a file that is in no pool. */
  pool: z.string().nullable(),
  volume: z.string().nullable(),
  /** Made for this node, and removed with it. */
  owned: z.boolean(),
});
export type MachineDisk = z.infer<typeof machineDisk>;

export const machineNic = z.object({
  role: role.exclude(['seed']),
  mac: z.string(),
  model: z.string(),
  network: z.object({ kind: z.enum(['network', 'bridge']), name: z.string() }).nullable(),
});
export type MachineNic = z.infer<typeof machineNic>;
