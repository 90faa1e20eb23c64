import { z } from 'zod';
import { hostNetwork } from './host-resources.ts';
import { libvirtName, subnet } from './node-network.ts';

const networkLease = z.object({
  address: z.string(),
  mac: z.string().nullable(),
  hostname: z.string().nullable(),
  /** Null for one that does not expire. */
  expiresAt: z.string().nullable(),
});

export const hostNetworkDetail = hostNetwork
  .extend({
    persistent: z.boolean(),
    autostart: z.boolean(),
    leases: z.array(networkLease),
    /** Its definition. */
    xml: z.string(),
    /** That of its next start; null for one that is not persistent. */
    nextXml: z.string().nullable(),
  })
  .meta({ id: 'HostNetworkDetail' });
export type HostNetworkDetail = z.infer<typeof hostNetworkDetail>;

export const hostNetworkRequest = z
  .strictObject({
    name: libvirtName,
    /** `nat`: guests reach what the host reaches; `isolated`: only each other and the host. */
    forward: z.enum(['nat', 'isolated']).default('nat'),
    subnet,
    /** Whether libvirt's dnsmasq gives addresses, from .2 to .254. */
    dhcp: z.boolean().default(true),
    autostart: z.boolean().default(true),
  })
  .meta({ id: 'HostNetworkRequest' });
export type HostNetworkRequest = z.output<typeof hostNetworkRequest>;
export type HostNetworkInput = z.input<typeof hostNetworkRequest>;

/** Replaces its definition; name and UUID stay. One that is active takes it at its next start. */
export const hostNetworkEdit = z
  .strictObject({ xml: z.string().min(1).max(1_000_000) })
  .meta({ id: 'HostNetworkEdit' });

/** Networks or pools of this host were defined, changed or removed: fetch them again. */
export const hostObjectsChanged = z.object({ host: z.string() });

const hostObjectAction = z.enum(['start', 'stop', 'autostart', 'no-autostart']);
export type HostObjectAction = z.infer<typeof hostObjectAction>;
export const hostObjectActionRequest = z
  .strictObject({ action: hostObjectAction })
  .meta({ id: 'HostObjectActionRequest' });

/** Repeats the name of what is removed. */
export const confirmedQuery = z.object({ confirm: z.string().max(300) });
