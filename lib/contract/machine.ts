import { z } from 'zod';

/** The same sentence for every violation: it is shown while somebody is typing. */
export function amount(least: number, most: number) {
  const error = `use a whole number from ${least} to ${most}`;
  return z.int(error).min(least, error).max(most, error);
}

/** How large a node can be. */
export const size = {
  vcpus: amount(1, 64),
  memoryMiB: amount(512, 1_048_576),
  diskGiB: amount(1, 10_000),
};

export const diskBus = z
  .enum(['virtio', 'sata', 'scsi', 'nvme'])
  .meta({ description: 'scsi: a virtio-scsi controller' });
export type DiskBus = z.infer<typeof diskBus>;

export const tpmModel = z.enum(['tpm-crb', 'tpm-tis', 'none']);

export const accelerationChoice = z
  .enum(['auto', 'kvm', 'tcg'])
  .meta({ description: 'auto: KVM where the host has it, software emulation elsewhere' });

/** libvirt refuses control characters, and QEMU's SMBIOS tables hold bytes. */
const smbiosText = z.string().regex(/^[\x20-\x7e]{1,64}$/, 'use 1 to 64 characters of ASCII');

const properties = {
  diskBus,
  tpm: tpmModel,
  acceleration: accelerationChoice,
  /** Firmware that runs only what is signed with the keys enrolled by the distribution. */
  secureBoot: z.boolean(),
  /** SMBIOS strings of the system; null leaves them to QEMU. */
  manufacturer: smbiosText.nullable(),
  product: smbiosText.nullable(),
  family: smbiosText.nullable(),
};

/** Hardware of a node beyond its size. */
export const machine = z.object(properties).meta({ id: 'Machine' });
export type Machine = z.infer<typeof machine>;

/** What a create changes of its template's machine. */
export const machineChanges = z.strictObject(properties).partial().meta({ id: 'MachineChanges' });
export type MachineChanges = z.infer<typeof machineChanges>;

/** A template's machine, as it is written: what is left out is as in the default. */
export const templateMachine = machineChanges.transform((changes) =>
  changedMachine(DEFAULT_MACHINE, changes),
);

/** A template's machine with what a create changes of it. */
export function changedMachine(template: Machine, changes: MachineChanges = {}): Machine {
  const given = Object.entries(changes).filter(([, value]) => value !== undefined);
  return machine.parse({ ...template, ...Object.fromEntries(given) });
}

/** Of the small templates, and of nodes that are older than the choice. */
export const DEFAULT_MACHINE: Machine = {
  diskBus: 'virtio',
  tpm: 'tpm-crb',
  acceleration: 'auto',
  secureBoot: false,
  manufacturer: null,
  product: null,
  family: null,
};
