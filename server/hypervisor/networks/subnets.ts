import { createHash } from 'node:crypto';
import { networkInterfaces } from 'node:os';
import { type Connection, ErrorCode, isLibvirtError, type Network } from 'node-libvirt';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { describeNetwork, type NetworkDescription } from './description.ts';

/** Of the private addresses, those that neither homes, offices nor container tools like to use. */
const SECOND_NUMBERS = { first: 176, count: 64 };

interface Wish {
  /** Taken if it is free. */
  readonly preferred: string | undefined;
  /** Two searches at the same time that have different seeds hardly find the same. */
  readonly seed: string;
}

/** A /24 that neither a network of libvirt nor, on this machine, an interface uses. */
export async function freeSubnet(connection: Connection, isLocal: boolean, wish: Wish): Promise<string> {
  const networks = await connection.listAllNetworks();
  const descriptions = (await Promise.all(networks.map(described))).filter((each) => each !== null);
  const taken = [
    ...descriptions.flatMap(({ addresses }) => addresses),
    ...(isLocal ? ownAddresses() : []),
  ].map((address) => address.split('.').slice(0, 3).join('.'));
  const found = firstFree(new Set(taken), wish);
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

/** The preferred one, or the first one from where the seed points to on, round and round. */
export function firstFree(taken: ReadonlySet<string>, { preferred, seed }: Wish): string | null {
  if (preferred !== undefined && !taken.has(preferred)) return preferred;
  const count = SECOND_NUMBERS.count * 256;
  const start = createHash('sha256').update(seed).digest().readUInt16BE();
  for (let index = 0; index < count; index++) {
    const place = (start + index) % count;
    const subnet = `10.${SECOND_NUMBERS.first + Math.trunc(place / 256)}.${place % 256}`;
    if (!taken.has(subnet)) return subnet;
  }
  return null;
}

function ownAddresses(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .map(({ address }) => address);
}
