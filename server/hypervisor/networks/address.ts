import { readFile } from 'node:fs/promises';
import { type Connection, IPAddrType } from 'node-libvirt';
import { findNetwork } from './nat-network.ts';

/**
 * The IPv4 address of the machine with this MAC: its newest lease or, on this machine, from the ARP table, which is all
 * there is for a bridge.
 */
export async function addressOf(
  connection: Connection,
  isLocal: boolean,
  { network: name, mac }: { readonly network: string; readonly mac: string },
): Promise<string | null> {
  const network = await findNetwork(connection, name);
  if (network === null)
    return isLocal ? addressByArp(await readFile('/proc/net/arp', 'utf8'), name, mac) : null;
  if (!(await network.isActive())) return null;
  const leases = (await network.getDHCPLeases(mac)).filter(({ type }) => type === IPAddrType.IPV4);
  const [newest] = leases.sort((one, other) => Number(other.expirytime - one.expirytime));
  if (newest !== undefined) return newest.ipaddr;
  return isLocal
    ? addressByArp(await readFile('/proc/net/arp', 'utf8'), await network.getBridgeName(), mac)
    : null;
}

/** Lines of: IP address, HW type, Flags, HW address, Mask, Device. Flags 0x0: no reply. */
export function addressByArp(table: string, bridge: string, mac: string): string | null {
  for (const line of table.split('\n')) {
    const [address, , flags, hardware, , device] = line.split(/\s+/);
    if (
      address !== undefined &&
      flags !== '0x0' &&
      hardware?.toLowerCase() === mac.toLowerCase() &&
      device === bridge
    ) {
      return address;
    }
  }
  return null;
}
