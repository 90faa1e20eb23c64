import { type Connection, ErrorCode, type Network, NetworkXMLFlags, isLibvirtError } from 'node-libvirt';
import { z } from 'zod';
import { ConsoleError } from '../../../lib/contract/error.ts';
import type { HostNetwork } from '../../../lib/contract/host-resources.ts';
import { isOfInstallation } from '../names.ts';
import { parseXml } from '../xml/parse.ts';
import { bootProgramIn, describeNetwork } from './description.ts';
import { findRecord } from './options/record.ts';
import { readInterfaces, usersOf } from './users.ts';

const networkDocument = z.object({
  network: z.object({
    forward: z
      .object({ '@mode': z.string().optional() })
      .transform((forward) => forward['@mode'] ?? 'nat')
      .optional()
      .catch(undefined),
    ip: z.array(z.object({ dhcp: z.unknown().optional() })).default([]),
  }),
});

/** All networks of the host, with their use. */
export async function listNetworks(connection: Connection, installation: string): Promise<HostNetwork[]> {
  const domains = await readInterfaces(connection, 'all');
  const found = await Promise.all(
    (await connection.listAllNetworks()).map((network) => described(domains, network, installation)),
  );
  return found.filter((network) => network !== null).sort((one, other) => one.name.localeCompare(other.name));
}

/** From its definition: one that runs may not have been restarted since. */
async function optionsOf(network: Network, installation: string): Promise<string | null> {
  if (!(await network.isPersistent())) return null;
  const found = findRecord(await definitionOf(network));
  return found?.record.installation === installation ? found.record.orchestrator : null;
}

/** Null when it disappeared meanwhile. */
async function described(
  domains: Awaited<ReturnType<typeof readInterfaces>>,
  network: Network,
  installation: string,
): Promise<HostNetwork | null> {
  const { name } = network;
  try {
    const xml = await network.getXMLDesc();
    const document = parseXml(networkDocument, `network ${name}`, xml).network;
    const description = describeNetwork(xml);
    return {
      name,
      active: await network.isActive(),
      forward: document.forward ?? 'isolated',
      bridge: description.bridge,
      addresses: description.ranges
        .slice(0, description.addresses.length)
        .map(({ address, prefix }) => `${address}/${prefix}`),
      dhcp: document.ip.some(({ dhcp }) => dhcp !== undefined),
      bootProgram: bootProgramIn(description.options),
      optionsOf: await optionsOf(network, installation),
      own: isOfInstallation(name, installation),
      users: [...usersOf(domains, { name, bridge: description.bridge }).users].sort(),
    };
  } catch (error) {
    // Or it is of an unknown form.
    if (isLibvirtError(error, ErrorCode.NO_NETWORK) || error instanceof ConsoleError) return null;
    throw error;
  }
}

/** libvirt's test driver has no flag for it: what is present is the definition there. */
export async function definitionOf(network: Network): Promise<string> {
  try {
    return await network.getXMLDesc(NetworkXMLFlags.INACTIVE);
  } catch (error) {
    if (!isLibvirtError(error, ErrorCode.INVALID_ARG)) throw error;
    return network.getXMLDesc();
  }
}
