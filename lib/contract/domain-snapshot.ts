import { z } from 'zod';

/** How a part of a machine is in a snapshot: inside its disk, in a file beside it, or not at all. */
const place = z.enum(['internal', 'external', 'no']);

/** A snapshot of libvirt's own. */
const domainSnapshot = z
  .object({
    name: z.string(),
    description: z.string().nullable(),
    /** Of the machine when it was taken; `disk-snapshot`: it ran, and only its disks were kept. */
    state: z.string(),
    createdAt: z.string().nullable(),
    /** The snapshot that was current before it; null for a root. */
    parent: z.string().nullable(),
    /** The one that the present disks continue from. */
    current: z.boolean(),
    memory: place,
    /** Those that are in it. */
    disks: z.array(z.object({ target: z.string(), snapshot: place, file: z.string().nullable() })),
  })
  .meta({ id: 'DomainSnapshot' });
export type DomainSnapshot = z.infer<typeof domainSnapshot>;

/** Parents before children, older ones first. */
export const domainSnapshotList = z.object({ snapshots: z.array(domainSnapshot) });

const snapshotName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$/, 'use letters, digits and . _ -, up to 100');

export const snapshotRequest = z
  .strictObject({
    name: snapshotName,
    description: z.string().trim().max(1000).default(''),
    /** `internal`: inside qcow2 disks. `external`: what is written from now on goes into new files beside them. */
    kind: z.enum(['internal', 'external']).default('internal'),
    /** Of one that runs: the memory, too. An internal one always has it. */
    memory: z.boolean().default(true),
    /** Lets the guest's agent write everything to the disks first; only for disks alone. */
    quiesce: z.boolean().default(false),
  })
  .meta({ id: 'DomainSnapshotRequest' });
export type SnapshotRequest = z.output<typeof snapshotRequest>;
export type SnapshotInput = z.input<typeof snapshotRequest>;

/** Goes back; what the disks have now is lost. `confirm` repeats the snapshot's name. */
export const snapshotRevert = z
  .strictObject({
    confirm: z.string(),
    /** `as-it-was`: in the state of the snapshot. */
    state: z.enum(['as-it-was', 'running', 'paused']).default('as-it-was'),
    /** Also where libvirt sees a risk, such as another definition. */
    force: z.boolean().default(false),
  })
  .meta({ id: 'DomainSnapshotRevert' });
export type SnapshotRevert = z.output<typeof snapshotRevert>;
export type SnapshotRevertInput = z.input<typeof snapshotRevert>;

const flag = z.enum(['true', 'false']).default('false');

/** `confirm` repeats its name. */
export const snapshotDeletion = z.object({
  confirm: z.string().max(300),
  /** Those that were taken after it, too. */
  children: flag.transform((value) => value === 'true'),
  /** Only libvirt's record of it; its files stay. */
  recordOnly: flag.transform((value) => value === 'true'),
});
export type SnapshotDeletion = Pick<z.output<typeof snapshotDeletion>, 'children' | 'recordOnly'>;
