import { createHash } from 'node:crypto';
import { type Connection, ErrorCode, isLibvirtError, type Network } from 'node-libvirt';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { describeNetwork } from './description.ts';
import { findNetwork } from './nat-network.ts';
import { hostRanges } from './host-routes.ts';
import { type Range, takes } from './ranges.ts';

/**
 * Candidates, in this order: private addresses that homes, offices and container tools rarely use; then those reserved
 * for benchmarks, which a VPN that claims all private ones leaves free.
 */
const PLACES = [
  { first: 10, seconds: 176, count: 64 },
  { first: 198, seconds: 18, count: 2 },
] as const;

interface Wish {
  /** Used if it is free. */
  readonly preferred: string | undefined;
  /** Concurrent searches with different seeds are unlikely to find the same subnet. */
  readonly seed: string;
}

/** A /24 that overlaps neither a libvirt network nor, on this machine, an address or a route. */
export async function freeSubnet(connection: Connection, isLocal: boolean, wish: Wish): Promise<string> {
  const taken = [...(await libvirtRanges(connection)), ...(isLocal ? await hostRanges() : [])];
  const found = firstFree(taken, wish);
  if (found !== null) return found;
  throw new ConsoleError(
    'no-capacity',
    'every network address range that the console may use is in use on the host',
    {
      fix: 'Remove networks and routes that nobody needs: virsh net-list --all; ip route show table all',
    },
  );
}

/** What of the host overlaps this /24, other than the network of that name; null if nothing does. */
export async function subnetProblem(
  connection: Connection,
  isLocal: boolean,
  { name, subnet }: { readonly name: string; readonly subnet: string },
): Promise<string | null> {
  const own = await findNetwork(connection, name);
  const bridge = own === null ? null : describeNetwork(await own.getXMLDesc()).bridge;
  const ranges = [
    ...(await libvirtRanges(connection, name)),
    ...(isLocal ? (await hostRanges()).filter(({ device }) => device === null || device !== bridge) : []),
  ];
  const clash = ranges.find(
    (range) => takes(range, subnet) && !isOwnRoute(range, own === null ? null : subnet),
  );
  return clash?.origin ?? null;
}

/** The routing table without device names lists the network's own route, too. */
const isOwnRoute = ({ address, prefix }: Range, subnet: string | null): boolean =>
  subnet !== null && prefix >= 24 && address.startsWith(`${subnet}.`);

/** The ranges of all networks, running or not. An unreadable one still appears as a route while it runs. */
export async function libvirtRanges(connection: Connection, except?: string): Promise<Range[]> {
  const networks = (await connection.listAllNetworks()).filter(({ name }) => name !== except);
  return (await Promise.all(networks.map(rangesOf))).flat();
}

async function rangesOf(network: Network): Promise<readonly Range[]> {
  try {
    const origin = `libvirt's network ${network.name}`;
    return describeNetwork(await network.getXMLDesc()).ranges.map((range) => ({ ...range, origin }));
  } catch (error) {
    // Removed meanwhile, or of an unknown form.
    if (isLibvirtError(error, ErrorCode.NO_NETWORK) || error instanceof ConsoleError) return [];
    throw error;
  }
}

/** The preferred subnet, or the first free one from the seed's position on, wrapping around. */
export function firstFree(taken: readonly Range[], { preferred, seed }: Wish): string | null {
  const isFree = (subnet: string): boolean => !taken.some((range) => takes(range, subnet));
  if (preferred !== undefined && isFree(preferred)) return preferred;
  const digest = createHash('sha256').update(seed).digest().readUInt16BE();
  for (const { first, seconds, count } of PLACES) {
    for (let index = 0; index < count * 256; index++) {
      const place = (digest + index) % (count * 256);
      const subnet = `${first}.${seconds + Math.trunc(place / 256)}.${place % 256}`;
      if (isFree(subnet)) return subnet;
    }
  }
  return null;
}
