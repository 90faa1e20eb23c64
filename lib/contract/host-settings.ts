import { z } from 'zod';

const NAME = 'use 1 to 32 lower-case letters, digits and hyphens, with a letter or digit at both ends';
const LABEL = 'use letters, digits and ". _ / = -", such as rack=3';
const ELSEWHERE = 'use an address that other machines reach';
const HOST_KEY = 'use a line of a known_hosts file, without a marker';

const label = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._/=-]{0,62}$/, LABEL);

/** Labels that a host has, or that nodes ask for. */
export const hostLabels = z.array(label).max(50);

/** A line of OpenSSH's known_hosts: names, type and key. A marker such as @cert-authority would trust more than a key. */
const hostKeyLine = z
  .string()
  .max(4_000)
  .regex(/^[^\s@#]\S* (?:ssh|ecdsa|sk-ssh|sk-ecdsa)-[\w.@-]+ [A-Za-z0-9+/=]+$/, HOST_KEY);

const simulatorAddress = z
  .ipv4('use an IPv4 address, such as 192.0.2.10')
  .refine((address) => !/^(?:0|127|169\.254|22[4-9]|2[345]\d)\./.test(address), ELSEWHERE);

/** What people decide about a host, beyond where it is. */
export const hostSettings = z
  .strictObject({
    /** Words that templates and people tell hosts apart by. */
    labels: hostLabels.default([]),
    /** Virtual processors that may be allocated for each processor of the host. */
    cpuOvercommit: z.number().min(0.1).max(64).default(4),
    /** Kept free for the host itself. */
    reservedMemoryMiB: z.int().min(0).max(1_000_000_000).default(512),
    /** Kept free in each storage pool. */
    reservedDiskGiB: z.int().min(0).max(1_000_000).default(0),
    /** No new nodes; those that it has stay as they are. */
    maintenance: z.boolean().default(false),
    /** How many of its nodes may boot at once; null: any number. */
    bootingAtOnce: z.int().min(1).max(10_000).nullable().default(null),
    /** The address of the console's machine at which nodes there reach the built-in simulator; null: they do not. */
    simulatorAddress: simulatorAddress.nullable().default(null),
    /** Keys of an SSH server that a person has confirmed, as lines of a known_hosts file. */
    hostKeys: z.array(hostKeyLine).max(20).default([]),
  })
  .meta({ id: 'HostSettings' });
export type HostSettings = z.infer<typeof hostSettings>;

export const DEFAULT_HOST_SETTINGS: HostSettings = hostSettings.parse({});

/** A host to add, change or check. The built-in one keeps its URI. */
export const hostRequest = z
  .strictObject({
    name: z.string().regex(/^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$/, NAME),
    /** libvirt's connection URI, such as qemu+ssh://user@machine/system. */
    uri: z.string().trim().min(1, 'enter the URI').max(1_000),
    settings: hostSettings.default(DEFAULT_HOST_SETTINGS),
  })
  .meta({ id: 'HostRequest' });
export type HostRequest = z.infer<typeof hostRequest>;
export type HostInput = z.input<typeof hostRequest>;

/** It was removed; its name is free again. */
export const hostRemoved = z.object({ name: z.string() });

export const hostRemoval = z.object({
  /** The name once more: its nodes and images are forgotten here, and stay on the host. */
  forget: z.string().max(100).optional(),
});
export type HostRemoval = z.infer<typeof hostRemoval>;
