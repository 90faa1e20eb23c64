import { z } from 'zod';
import { machineDisk, machineNic } from './node-device.ts';

export const bootDevice = z
  .enum(['disk', 'network', 'medium'])
  .meta({ description: 'medium: a CD-ROM drive or a USB medium' });
export type BootDevice = z.infer<typeof bootDevice>;

/** What of a domain can be changed, as its definition says. */
const hardware = z.object({
  vcpus: z.int(),
  /** As many can be there without a power-off. */
  maxVcpus: z.int(),
  memoryMiB: z.int(),
  diskGiB: z.int(),
  /** Where its first network card is; null if it has none, or is somewhere else. */
  network: z.object({ kind: z.enum(['network', 'bridge']), name: z.string() }).nullable(),
  /** In the order in which the firmware tries them. */
  bootOrder: z.array(bootDevice),
  /** What media it can have: none, a CD-ROM drive, USB disks that are plugged in. */
  drive: z.enum(['none', 'cdrom', 'usb']),
  /** The image, or the path of another file; null if there is none. */
  medium: z.string().nullable(),
  /** All of them, the first one too; without media. */
  disks: z.array(machineDisk),
  nics: z.array(machineNic),
});
export type Hardware = z.infer<typeof hardware>;

/** What a node has now, and what it will have after its next power-off. */
export const nodeHardware = z
  .object({
    /** Null while it is off. */
    present: hardware.nullable(),
    next: hardware,
    /** Whether libvirt starts it with its host. */
    autostart: z.boolean(),
  })
  .meta({ id: 'NodeHardware' });
export type NodeHardware = z.infer<typeof nodeHardware>;
