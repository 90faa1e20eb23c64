import { z } from 'zod';
import { nodeState } from './node-state.ts';

/** A domain of a host, whoever made it. */
export const hostDomain = z
  .object({
    host: z.string(),
    uuid: z.string(),
    name: z.string(),
    state: nodeState,
    /** libvirt's reason for the state: booted, destroyed, crashed … */
    reason: z.string(),
    /** Null where the driver does not report it. */
    vcpus: z.int().nullable(),
    memoryMiB: z.int().nullable(),
    /** A transient domain is gone when it is powered off. */
    persistent: z.boolean(),
    autostart: z.boolean(),
    /** The id of the node that it is; null for a domain that this console did not make. */
    node: z.string().nullable(),
  })
  .meta({ id: 'HostDomain' });
export type HostDomain = z.infer<typeof hostDomain>;

/** What a list of domains can be sorted by. */
export const domainColumn = z.enum(['name', 'state', 'vcpus', 'memoryMiB']);
export type DomainColumn = z.infer<typeof domainColumn>;

/** Which of a host's domains, in which order: all of them by name unless it says more. */
export const domainQuery = z.object({
  /** Words that are all in the name, the UUID or the state. */
  search: z.string().max(300).default(''),
  /** `others`: those that are not nodes of this console. */
  show: z.enum(['all', 'others']).default('all'),
  sort: domainColumn.default('name'),
  order: z.enum(['ascending', 'descending']).default('ascending'),
  offset: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(100_000).optional(),
});
export type DomainQuery = z.output<typeof domainQuery>;

/** `total`: how many match, of which these are a page. */
export const hostDomainList = z
  .object({ domains: z.array(hostDomain), total: z.int() })
  .meta({ id: 'HostDomainList' });
export type HostDomainList = z.infer<typeof hostDomainList>;

const domainDisk = z.object({
  /** As the guest sees it: sda, vdb … */
  target: z.string(),
  device: z.string(),
  bus: z.string().nullable(),
  /** A path, or a description of where it is; null for an empty drive. */
  source: z.string().nullable(),
});

/** A serial port or console, in the order of their numbers. */
const domainPort = z.object({
  /** As a guest with Linux calls it: ttyS0, hvc1 … */
  label: z.string(),
  /** Why it cannot be opened; null if it can. */
  refusal: z.string().nullable(),
});
export type DomainPort = z.infer<typeof domainPort>;

const domainInterface = z.object({
  mac: z.string().nullable(),
  /** network, bridge, direct, user … */
  type: z.string(),
  source: z.string().nullable(),
  model: z.string().nullable(),
});

/** What is known of a domain from its definition. */
export const hostDomainDetail = hostDomain
  .extend({
    title: z.string().nullable(),
    description: z.string().nullable(),
    /** The program that made it, as far as its metadata tells. */
    madeBy: z.string().nullable(),
    /** Architecture and machine type. */
    machine: z.string().nullable(),
    firmware: z.string().nullable(),
    /** How many serial ports or consoles it has. */
    serialPorts: z.int(),
    ports: z.array(domainPort),
    /** Kinds of its displays: vnc, spice … */
    displays: z.array(z.string()),
    disks: z.array(domainDisk),
    interfaces: z.array(domainInterface),
    /** The next start uses another definition than the present one. */
    pending: z.boolean(),
  })
  .meta({ id: 'HostDomainDetail' });
export type HostDomainDetail = z.infer<typeof hostDomainDetail>;

/** Power actions on a domain that is not a node. `start` resumes a saved domain. */
export const domainAction = z.enum([
  'start',
  'shutdown',
  'stop',
  'reboot',
  'reset',
  'pause',
  'resume',
  'save',
]);
export type DomainAction = z.infer<typeof domainAction>;

export const domainActionRequest = z
  .strictObject({ action: domainAction })
  .meta({ id: 'DomainActionRequest' });

/** Null: it is gone, as a transient one that was powered off. */
export const domainActed = z.object({ domain: hostDomain.nullable() });

/** Makes it a node; `confirm` repeats its name. */
export const domainAdoptRequest = z
  .strictObject({ orchestrator: z.string().min(1).max(100).nullable().default(null), confirm: z.string() })
  .meta({ id: 'DomainAdoptRequest' });
export type DomainAdoptRequest = z.output<typeof domainAdoptRequest>;
export const domainAdopted = z.object({ node: z.string() });

/**
 * Domains of this host were defined, changed or removed: these, as they are now, and these UUIDs are gone. Null: fetch
 * them again.
 */
export const domainsChanged = z.object({
  host: z.string(),
  now: z.object({ domains: z.array(hostDomain), removed: z.array(z.string()) }).nullable(),
});
export type DomainsChanged = z.infer<typeof domainsChanged>;
