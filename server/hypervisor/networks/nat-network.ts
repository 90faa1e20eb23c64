import { isIPv4 } from 'node:net';
import { type Connection, ErrorCode, isLibvirtError, type Network } from 'node-libvirt';
import { ConsoleError } from '../../../lib/contract/error.ts';
import type { NetworkModel } from './api.ts';
import { bridgeName } from '../names.ts';
import { element, serialize } from '../xml/element.ts';
import { networkXml } from '../xml/network.ts';
import { definitionOf } from './network-list.ts';
import { bootsAlike, describeNetwork, type NetworkDescription } from './description.ts';
import { domainsOnNetwork, type NetworkUsers } from './users.ts';

export async function findNetwork(connection: Connection, name: string): Promise<Network | null> {
  try {
    return await connection.networkLookupByName(name);
  } catch (error) {
    if (isLibvirtError(error, ErrorCode.NO_NETWORK)) return null;
    throw error;
  }
}

/**
 * Defines the network from its model, starts it, and sets it to start with the host.
 * @param dhcpLog where its DHCP server writes its log, if it can
 */
export async function ensureNetwork(
  connection: Connection,
  model: NetworkModel,
  dhcpLog: string | null = null,
): Promise<void> {
  const { name } = model;
  const [xml, plain] = [networkXml(model, dhcpLog), networkXml(model)];
  const existing = await findNetwork(connection, name);
  if (existing !== null) {
    await start(connection, await adapt(connection, existing, { name, xml }), plain);
    return;
  }
  const network = await connection.networkDefineXML(xml);
  try {
    await start(connection, network, plain);
  } catch (error) {
    // A network that cannot start is useless, and nothing else would remove it. The start's error is the one to report.
    await network.undefine().catch(() => undefined);
    throw error;
  }
}

async function start(connection: Connection, network: Network, plain: string): Promise<void> {
  if (!(await network.getAutostart())) await network.setAutostart(true);
  if (await network.isActive()) return;
  try {
    await network.create();
  } catch (error) {
    // A security module, or another root than the console's, may keep dnsmasq from the file; nodes boot without it.
    if (!keepsLog(await definitionOf(network))) throw error;
    await connection.networkDefineXML(withUuid(plain, network.uuid));
    await network.create();
  }
}

/** Whether its DHCP server writes a log of its own. */
export const keepsLog = (xml: string): boolean => xml.includes("value='log-facility=");

/** An orchestrator may have moved since the network was created; running machines must not be cut off. */
async function adapt(
  connection: Connection,
  network: Network,
  { name, xml }: { readonly name: string; readonly xml: string },
): Promise<Network> {
  const present = await description(network);
  if (!isOurs(name, present)) {
    throw new ConsoleError('conflict', `the host has a network ${name} that is not the console's`, {
      fix: `Rename or remove it: virsh net-undefine ${name}`,
    });
  }
  if (bootsAlike(present, describeNetwork(xml))) return network;
  const running = await domainsOnNetwork(connection, { name, bridge: present.bridge }, 'running');
  const inIt = [...running.users, ...running.unreadable];
  if (inIt.length > 0) {
    throw new ConsoleError(
      'conflict',
      `network ${name} leads to another address of the orchestrator, and ${inIt.join(', ')} run in it`,
      { fix: 'Stop these nodes, then repeat it: the network is changed when nothing runs in it.' },
    );
  }
  if (await network.isActive()) await network.destroy();
  return connection.networkDefineXML(withUuid(xml, network.uuid));
}

const description = async (network: Network): Promise<NetworkDescription> =>
  describeNetwork(await definitionOf(network));

/** Another program may have used the network's name; the bridge's name cannot match by chance. */
const isOurs = (name: string, { bridge }: NetworkDescription): boolean => bridge === bridgeName(name);

/** libvirt treats a definition with the same name as a new network unless it includes the uuid. */
function withUuid(xml: string, uuid: string): string {
  return xml.replace('</name>\n', `</name>\n  ${serialize(element('uuid', {}, uuid))}`);
}

/** Null when the network does not exist or is not the console's. */
async function ours(connection: Connection, name: string): Promise<Place | null> {
  const network = await findNetwork(connection, name);
  if (network === null) return null;
  const { bridge } = await description(network);
  return bridge === bridgeName(name) ? { network, name, bridge } : null;
}

interface Place {
  readonly network: Network;
  readonly name: string;
  readonly bridge: string;
}

/** The first three octets of the /24 of the console's network of that name; null if it does not exist. */
export async function networkSubnet(connection: Connection, name: string): Promise<string | null> {
  const network = await findNetwork(connection, name);
  if (network === null) return null;
  const present = await description(network);
  if (!isOurs(name, present)) return null;
  const own = present.ranges.find(({ address, prefix }) => isIPv4(address) && prefix === 24);
  return own?.address.split('.').slice(0, 3).join('.') ?? null;
}

export async function bridgeOf(connection: Connection, name: string): Promise<string | null> {
  return (await ours(connection, name))?.bridge ?? null;
}

export async function networkUsers(connection: Connection, name: string): Promise<NetworkUsers> {
  const place = await ours(connection, name);
  return place === null ? NOBODY : domainsOnNetwork(connection, place, 'all');
}

const NOBODY: NetworkUsers = { users: [], unreadable: [] };

/** Removes it only if it is the console's and no domain, running or not, uses it or may use it. */
export async function removeNetworkIfUnused(
  connection: Connection,
  name: string,
): Promise<NetworkUsers & { readonly isGone: boolean }> {
  if ((await findNetwork(connection, name)) === null) return { ...NOBODY, isGone: true };
  const place = await ours(connection, name);
  if (place === null) return { ...NOBODY, isGone: false };
  const found = await domainsOnNetwork(connection, place, 'all');
  if (found.users.length + found.unreadable.length > 0) return { ...found, isGone: false };
  const { network } = place;
  if (await network.isActive()) await network.destroy();
  try {
    await network.undefine();
  } catch (error) {
    if (!isLibvirtError(error, ErrorCode.NO_NETWORK)) throw error;
  }
  return { ...NOBODY, isGone: true };
}
