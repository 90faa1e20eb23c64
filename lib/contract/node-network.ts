import { z } from 'zod';

/** As libvirt takes them for networks and pools; nothing that would need quoting in a command. */
export const libvirtName = z
  .string()
  .regex(/^[A-Za-z0-9_.][A-Za-z0-9_.+:-]{0,99}$/, 'use the name that libvirt has for it');

const bridgeName = z
  .string()
  .regex(/^[A-Za-z0-9_.-]{1,15}$/, 'use the name of a network interface, at most 15 characters');

const OCTET = '(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])';
/** The /24 of an own network. */
export const subnet = z
  .string()
  .regex(new RegExp(`^(?:${OCTET}\\.){3}0/24$`), 'use a /24, such as 10.20.30.0/24');

/**
 * Where a node's network card is. `own`: a NAT network that the console makes for all nodes of an orchestrator; a subnet
 * can be chosen while it has no nodes. `network`: a network of libvirt's that exists. `bridge`: a bridge of the host.
 */
export const nodeNetwork = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('own'), subnet: subnet.nullable().default(null) }),
    z.strictObject({ kind: z.literal('network'), name: libvirtName }),
    z.strictObject({ kind: z.literal('bridge'), name: bridgeName }),
  ])
  .meta({ id: 'NodeNetwork' });
export type NodeNetwork = z.infer<typeof nodeNetwork>;

export const OWN_NETWORK: NodeNetwork = { kind: 'own', subnet: null };

/** The storage pool for a node's disk; null is the console's own. */
export const diskPool = libvirtName.nullable();

export const networkKind = z.enum(['own', 'network', 'bridge']);
export type NetworkKind = z.infer<typeof networkKind>;
