import { type Connection, type Domain, DomainDeviceModifyFlags, type Network } from 'node-libvirt';
import { messageOf } from '../../../../lib/contract/error.ts';
import type { Disconnected } from '../api.ts';
import { bridgeName, installationPrefix } from '../../names.ts';
import { attributeIn, childrenIn } from '../../xml/children.ts';
import { element, serialize } from '../../xml/element.ts';
import { findNetwork } from '../nat-network.ts';
import { domainsOnNetwork } from '../users.ts';

interface Place {
  readonly name: string;
  readonly bridge: string | null;
}

/** Stops and starts a network: its DHCP server reads its options at its start only. */
export async function restartNetwork(...[connection, network, ends]: Parameters<typeof startNetwork>) {
  if (await network.isActive()) await network.destroy();
  return startNetwork(connection, network, ends);
}

/**
 * Starts a network if it is stopped. A stop has taken the bridge away from the interfaces of running domains: they are
 * connected to the new one. Returns the domains for which that failed.
 */
export async function startNetwork(
  connection: Connection,
  network: Network,
  { bridge, installation }: { readonly bridge: string | null; readonly installation: string },
): Promise<Disconnected[]> {
  if (!(await network.isActive())) await network.create();
  const place = { name: network.name, bridge };
  const { users } = await domainsOnNetwork(connection, place, 'running');
  return users.length === 0 ? [] : relink(connection, place, { users, installation });
}

/**
 * libvirt connects an interface to a bridge only if that is another one than it believes it to be connected to: so by
 * way of a network that exists for this only.
 */
async function relink(
  connection: Connection,
  place: Place,
  { users, installation }: { readonly users: readonly string[]; readonly installation: string },
): Promise<Disconnected[]> {
  // No orchestrator's name begins like this, so that it is no orchestrator's network.
  const name = `${installationPrefix(installation)}-_relink`;
  const way = { name, bridge: bridgeName(name) };
  const left = await findNetwork(connection, name);
  const xml = serialize(
    element('network', {}, element('name', {}, name), element('bridge', { name: way.bridge })),
  );
  const network = left ?? (await connection.networkCreateXML(xml));
  try {
    const failed: Disconnected[] = [];
    for (const domain of (await connection.listAllDomains()).filter((each) => users.includes(each.name))) {
      try {
        await relinkDomain(domain, place, way);
      } catch (error) {
        failed.push({ domain: domain.name, reason: messageOf(error) });
      }
    }
    return failed;
  } finally {
    await network.destroy();
  }
}

async function relinkDomain(domain: Domain, place: Place, way: typeof place): Promise<void> {
  const xml = await domain.getXMLDesc();
  const interfaces = childrenIn(xml)
    .flatMap(({ innerStart, innerEnd }) => childrenIn(xml, innerStart, innerEnd))
    .filter(({ name }) => name === 'devices')
    .flatMap(({ innerStart, innerEnd }) => childrenIn(xml, innerStart, innerEnd))
    .filter(({ name }) => name === 'interface');
  for (const nic of interfaces) {
    const source = childrenIn(xml, nic.innerStart, nic.innerEnd).find(({ name }) => name === 'source');
    if (source === undefined) continue;
    const network = attributeIn(source.tag, 'network');
    const bridge = attributeIn(source.tag, 'bridge');
    const isOfNetwork = network === place.name;
    if (!isOfNetwork && (network !== null || bridge === null || bridge !== place.bridge)) continue;
    const portgroup = attributeIn(source.tag, 'portgroup') ?? undefined;
    const connectedTo = (to: Place) =>
      xml.slice(nic.start, source.start) +
      serialize(
        element(
          'source',
          isOfNetwork
            ? { network: to.name, ...(to === place ? { portgroup } : {}) }
            : { bridge: to.bridge ?? '' },
        ),
      ) +
      xml.slice(source.end, nic.end);
    await domain.updateDevice(connectedTo(way), DomainDeviceModifyFlags.LIVE);
    await domain.updateDevice(connectedTo(place), DomainDeviceModifyFlags.LIVE);
  }
}
