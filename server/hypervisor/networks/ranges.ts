import { BlockList, isIP, isIPv4 } from 'node:net';

/** A block of addresses: `network/prefix`, and where it was found. */
export interface Range {
  readonly address: string;
  readonly prefix: number;
  /** A description for display: "the route to 10.0.0.0/8 over tun0". */
  readonly origin: string;
}

const family = (address: string): 'ipv4' | 'ipv6' => (isIPv4(address) ? 'ipv4' : 'ipv6');

export const isRange = ({ address, prefix }: Range): boolean =>
  isIP(address) !== 0 && Number.isInteger(prefix) && prefix >= 0 && prefix <= (isIPv4(address) ? 32 : 128);

/** If two blocks overlap, one contains the other's first address. */
export function overlap(one: Omit<Range, 'origin'>, other: Omit<Range, 'origin'>): boolean {
  if (family(one.address) !== family(other.address)) return false;
  const [wide, narrow] = one.prefix <= other.prefix ? [one, other] : [other, one];
  const block = new BlockList();
  block.addSubnet(wide.address, wide.prefix, family(wide.address));
  return block.check(narrow.address, family(narrow.address));
}

/** The ranges of a console's network: the IPv4 /24 and the IPv6 /64 derived from it. */
function rangesOfSubnet(subnet: string): readonly Omit<Range, 'origin'>[] {
  return [
    { address: `${subnet}.0`, prefix: 24 },
    { address: `fd00:${subnet.replaceAll('.', ':')}::`, prefix: 64 },
  ];
}

/** Shorter prefixes amount to default routes: 0.0.0.0/1 and 128.0.0.0/1 send everything into a VPN. */
const SHORTEST = { ipv4: 8, ipv6: 17 };

/** Whether a network on this subnet would hide a part of `range`, or be hidden by it. */
export function takes(range: Range, subnet: string): boolean {
  if (range.prefix < SHORTEST[family(range.address)]) return false;
  return rangesOfSubnet(subnet).some((own) => overlap(own, range));
}

/** For an address without a mask, libvirt uses that of the address's class. */
export function prefixOf(address: string, mask: string | undefined, prefix: string | undefined): number {
  if (prefix !== undefined) return Number(prefix);
  if (mask !== undefined) return isIPv4(mask) ? prefixOfMask(mask) : Number(mask);
  if (!isIPv4(address)) return 64;
  const first = Number(address.split('.')[0]);
  if (first < 128) return 8;
  return first < 192 ? 16 : 24;
}

export const prefixOfMask = (mask: string): number =>
  mask.split('.').reduce((bits, part) => bits + Number(part).toString(2).replaceAll('0', '').length, 0);
