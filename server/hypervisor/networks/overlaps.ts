import type { Connection } from 'node-libvirt';
import { isOfInstallation } from '../names.ts';
import { hostRanges, type HostRange } from './host-routes.ts';
import { bridgeOf, networkSubnet } from './nat-network.ts';
import { type Range, takes } from './ranges.ts';
import { libvirtRanges } from './subnets.ts';

/** Describes what overlaps the addresses of an installation's networks: a VPN, another LAN, a libvirt network. */
export async function overlapsOf(
  connection: Connection,
  installation: string,
  isLocal: boolean,
): Promise<string[]> {
  const names = (await connection.listAllNetworks()).map(({ name }) => name);
  const machine = isLocal ? await hostRanges() : [];
  const found = names
    .filter((name) => isOfInstallation(name, installation))
    .map(async (name) => {
      const subnet = await networkSubnet(connection, name);
      if (subnet === null) return [];
      const others = [
        ...strangers(machine, await bridgeOf(connection, name)),
        ...(await libvirtRanges(connection, name)),
      ];
      const origins = others.filter((range) => takes(range, subnet)).map(({ origin }) => origin);
      return origins.length === 0 ? [] : [`${name} (${subnet}.0/24) and ${[...new Set(origins)].join(', ')}`];
    });
  return (await Promise.all(found)).flat();
}

/** Ranges other than the bridge's own. The list of all tables does not name interfaces; the other list does. */
export function strangers(ranges: readonly HostRange[], bridge: string | null): Range[] {
  const text = ({ address, prefix }: Range) => `${address}/${prefix}`;
  const named = new Set(ranges.filter(({ device }) => device !== null).map(text));
  return ranges.filter((range) =>
    range.device === null ? !named.has(text(range)) : range.device !== bridge,
  );
}
