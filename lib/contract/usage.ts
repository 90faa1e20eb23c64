import { z } from 'zod';
import { moment } from './boot.ts';

const amount = z.number().min(0).nullable();

/** What a host or a domain uses; null where libvirt does not say. */
const usage = z
  .object({
    /** Processors, on average: 1.5 is one and a half. */
    cpu: amount,
    /** Of a host: not free, without caches. Of a domain: what its QEMU process has in the host's memory. */
    memoryMiB: amount,
    /** Bytes per second. Of a host: by all its domains together. */
    diskRead: amount,
    diskWritten: amount,
    received: amount,
    sent: amount,
    /**
     * A share of the time, 0 to 1. Of a domain: its vCPUs were ready to run and got no processor. Of a host: its idle
     * processors waited for disks.
     */
    waiting: amount,
  })
  .meta({ id: 'Usage' });
export type Usage = z.infer<typeof usage>;

export const USAGE_FIELDS = usage.keyof().options;

const column = z.array(amount);

/** Usage over time: a list of values per field, as long as the list of times. */
const usageSeries = z
  .object({
    /** Seconds since 1970, ascending. */
    times: z.array(z.number()),
    cpu: column,
    memoryMiB: column,
    diskRead: column,
    diskWritten: column,
    received: column,
    sent: column,
    waiting: column,
  })
  .meta({ id: 'UsageSeries' });
export type UsageSeries = z.infer<typeof usageSeries>;

/** Ten minutes at the interval of the measurements, or a day of averages of five minutes. */
export const usageWindow = z.enum(['live', 'day']);
export type UsageWindow = z.infer<typeof usageWindow>;

const domainUsage = z
  .object({
    host: z.string(),
    uuid: z.string(),
    name: z.string(),
    /** Null: not a node of this console. */
    nodeId: z.string().nullable(),
    vcpus: z.int(),
    memoryMiB: z.int(),
    now: usage,
  })
  .meta({ id: 'DomainUsage' });
export type DomainUsage = z.infer<typeof domainUsage>;

/** One domain takes so much that the others get too little. */
const starvation = z
  .object({
    resource: z.enum(['cpu', 'memory', 'disk']),
    domain: z.string(),
    nodeId: z.string().nullable(),
    /** Who does it. */
    summary: z.string(),
    evidence: z.string(),
    fix: z.string(),
  })
  .meta({ id: 'Starvation' });
export type Starvation = z.infer<typeof starvation>;

const hostUsage = z
  .object({
    host: z.string(),
    /** Of the latest measurement. */
    at: moment,
    cpus: z.int(),
    memoryMiB: z.int().nullable(),
    now: usage,
    /** Of the running domains together. */
    domains: z.object({ running: z.int(), cpu: amount, memoryMiB: amount }),
    starving: z.array(starvation),
  })
  .meta({ id: 'HostUsage' });
export type HostUsage = z.infer<typeof hostUsage>;

export const usageOrder = z.enum(['cpu', 'memory', 'disk', 'network', 'waiting']);
export type UsageOrder = z.infer<typeof usageOrder>;

export const usageQuery = z.object({
  host: z.string().min(1).max(200).optional(),
  sort: usageOrder.default('cpu'),
  limit: z.coerce.number().int().min(0).max(1000).default(10),
});
export type UsageQuery = z.infer<typeof usageQuery>;

/** What uses most now. A host that was not measured lately is not listed. */
export const usageNow = z
  .object({ hosts: z.array(hostUsage), domains: z.array(domainUsage) })
  .meta({ id: 'UsageNow' });
export type UsageNow = z.infer<typeof usageNow>;

/** `now` is null while it is not running or not measured. */
export const nodeUsageHistory = z
  .object({ now: domainUsage.nullable(), series: usageSeries })
  .meta({ id: 'NodeUsageHistory' });
export type NodeUsageHistory = z.infer<typeof nodeUsageHistory>;

export const hostUsageHistory = z
  .object({ now: hostUsage.nullable(), series: usageSeries })
  .meta({ id: 'HostUsageHistory' });
export type HostUsageHistory = z.infer<typeof hostUsageHistory>;
