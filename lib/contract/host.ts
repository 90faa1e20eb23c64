import { z } from 'zod';
import { moment } from './boot.ts';
import { hostSettings } from './host-settings.ts';

export const check = z
  .object({
    id: z.string(),
    /** What it is about, for a person. */
    title: z.string().optional(),
    status: z.enum(['ok', 'warn', 'fail']),
    reason: z.string(),
    /** What to do; empty when the check passed. */
    fix: z.string(),
  })
  .meta({ id: 'Check' });
export type Check = z.infer<typeof check>;

export const acceleration = z
  .object({ kind: z.enum(['kvm', 'tcg']), reason: z.string(), checkedAt: moment })
  .meta({ id: 'Acceleration' });
export type Acceleration = z.infer<typeof acceleration>;

/** A machine with libvirt. */
export const host = z
  .object({
    name: z.string(),
    uri: z.string(),
    /** Of the console's configuration: it can be neither removed nor moved to another URI. */
    builtIn: z.boolean(),
    settings: hostSettings,
    state: z.enum(['connecting', 'connected', 'unreachable']),
    /** Why it is not connected, in words. */
    reason: z.string().nullable(),
    fix: z.string().nullable(),
    hostname: z.string().nullable(),
    versions: z.object({ libvirt: z.string(), qemu: z.string(), firmware: z.string() }).nullable(),
    /** Null until it is known. */
    acceleration: acceleration.nullable(),
    capacity: z
      .object({
        cpus: z.int(),
        memoryMiB: z.int(),
        memoryFreeMiB: z.int(),
        /** The part of it by which running domains may still grow to what they were given. */
        memoryPromisedMiB: z.int(),
        /** Capacity for disks in the file system of the node images; 0 until it is known. */
        poolGiB: z.number(),
        /** Free space there, as df reports it; without the blocks reserved for root. */
        poolFreeGiB: z.number(),
        /** The part of it by which the disks of running domains may still grow. */
        poolPromisedGiB: z.number(),
        /** The same of other pools that are active and folders. */
        otherPools: z.array(
          z.object({
            name: z.string(),
            capacityGiB: z.number(),
            freeGiB: z.number(),
            promisedGiB: z.number(),
          }),
        ),
        /** Allocated to running domains, including those of other programs. */
        vcpusUsed: z.int(),
        domainsRunning: z.int(),
      })
      .nullable(),
    checks: z.array(check),
    revision: z.int(),
  })
  .meta({ id: 'Host' });
export type Host = z.infer<typeof host>;

const wholeNumber = z.coerce.number().int().min(1).max(1_000_000);

/** How many more nodes of a template fit on a host. */
export const capacity = z
  .object({ host: z.string(), template: z.string(), fits: z.int(), limitedBy: z.string() })
  .meta({ id: 'Capacity' });
export type Capacity = z.infer<typeof capacity>;

/** Of one template, or of all; other sizes than the template's. */
export const capacityQuery = z.object({
  template: z.string().min(1).max(100).optional(),
  vcpus: wholeNumber.optional(),
  memoryMiB: wholeNumber.optional(),
  diskGiB: wholeNumber.optional(),
});
export type CapacityQuery = z.infer<typeof capacityQuery>;
