import { z } from 'zod';

export const hostNetwork = z
  .object({
    name: z.string(),
    active: z.boolean(),
    /** libvirt's forward mode: nat, route, open, bridge …; `isolated` without one. */
    forward: z.string(),
    bridge: z.string().nullable(),
    /** Addresses with prefix lengths: 192.168.122.1/24. */
    addresses: z.array(z.string()),
    /** Whether libvirt's dnsmasq gives addresses in it. */
    dhcp: z.boolean(),
    /** What its DHCP server makes UEFI firmware boot over HTTP. */
    bootProgram: z.string().nullable(),
    /** The orchestrator whose boot options this console has added; null: none. */
    optionsOf: z.string().nullable(),
    /** Made by this console. */
    own: z.boolean(),
    /** Domains with an interface in it, of any program. */
    users: z.array(z.string()),
  })
  .meta({ id: 'HostNetwork' });
export type HostNetwork = z.infer<typeof hostNetwork>;

const hostPool = z
  .object({
    name: z.string(),
    active: z.boolean(),
    type: z.string(),
    /** Of a pool that is a folder. */
    path: z.string().nullable(),
    /** 0 while it is not active. */
    capacityGiB: z.number(),
    freeGiB: z.number(),
    volumes: z.int(),
    own: z.boolean(),
  })
  .meta({ id: 'HostPool' });
export type HostPool = z.infer<typeof hostPool>;

/** What nodes of a host can use. */
export const hostResources = z
  .object({
    networks: z.array(hostNetwork),
    /** Bridges that are not of libvirt's networks; null where they cannot be seen: on another machine. */
    bridges: z.array(z.object({ name: z.string(), ports: z.array(z.string()) })).nullable(),
    pools: z.array(hostPool),
  })
  .meta({ id: 'HostResources' });
export type HostResources = z.infer<typeof hostResources>;
