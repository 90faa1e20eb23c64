import { networkInterfaces } from 'node:os';
import { type Connection, ErrorCode, isLibvirtError, type Network } from 'node-libvirt';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { describeNetwork, type NetworkDescription } from './description.ts';

/** Of the private addresses, those that neither homes, offices nor container tools like to use. */
const SECOND_NUMBERS = { first: 176, count: 64 };

/** A /24 that neither a network of libvirt nor, on this machine, an interface uses: `preferred` if that is free. */
export async function freeSubnet(
  connection: Connection,
  isLocal: boolean,
  preferred?: string,
): Promise<string> {
  const networks = await connection.listAllNetworks();
  const descriptions = (await Promise.all(networks.map(described))).filter((each) => each !== null);
  const taken = [
    ...descriptions.flatMap(({ addresses }) => addresses),
    ...(isLocal ? ownAddresses() : []),
  ].map((address) => address.split('.').slice(0, 3).join('.'));
  const found = firstFree(new Set(taken), preferred);
  if (found !== null) return found;
  throw new ConsoleError(
    'no-capacity',
    'every network address range that the console may use is in use on the host',
    {
      fix: 'Remove networks that nobody needs: virsh net-list --all',
    },
  );
}

/** Null when it went away meanwhile. */
async function described(network: Network): Promise<NetworkDescription | null> {
  try {
    return describeNetwork(await network.getXMLDesc());
  } catch (error) {
    if (isLibvirtError(error, ErrorCode.NO_NETWORK)) return null;
    throw error;
  }
}

export function firstFree(taken: ReadonlySet<string>, preferred?: string): string | null {
  if (preferred !== undefined && !taken.has(preferred)) return preferred;
  for (let second = 0; second < SECOND_NUMBERS.count; second++) {
    for (let third = 0; third < 256; third++) {
      const subnet = `10.${SECOND_NUMBERS.first + second}.${third}`;
      if (!taken.has(subnet)) return subnet;
    }
  }
  return null;
}

function ownAddresses(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .map(({ address }) => address);
}
