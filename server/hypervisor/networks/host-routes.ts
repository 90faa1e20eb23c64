import { readFile } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import { isRange, prefixOfMask, type Range } from './ranges.ts';

/** An address range of this machine, and its interface if the kernel reports one. */
export interface HostRange extends Range {
  readonly device: string | null;
}

/** Addresses and routes of this machine, in all its routing tables: VPNs often use a separate one. */
export async function hostRanges(): Promise<HostRange[]> {
  const [main, all, ipv6] = await Promise.all(
    ['/proc/net/route', '/proc/net/fib_trie', '/proc/net/ipv6_route'].map((file) =>
      // The file does not exist without IPv6.
      readFile(file, 'utf8').catch(() => ''),
    ),
  );
  const found = [
    ...ownAddresses(),
    ...mainRoutes(main ?? ''),
    ...trieRoutes(all ?? ''),
    ...ipv6Routes(ipv6 ?? ''),
  ];
  return found.filter(isRange);
}

function ownAddresses(): HostRange[] {
  return Object.entries(networkInterfaces()).flatMap(([device, addresses]) =>
    (addresses ?? []).flatMap(({ cidr, address }) =>
      cidr === null || address.startsWith('fe80:')
        ? []
        : [{ address, prefix: Number(cidr.split('/')[1]), device, origin: `${cidr} on ${device}` }],
    ),
  );
}

/** `/proc/net/route`: columns with the numbers of addresses in the machine's (little-endian) order. */
export function mainRoutes(table: string): HostRange[] {
  return rows(table)
    .slice(1)
    .flatMap(([device = '', destination = '', , , , , , mask = '']) => {
      const address = dotted(destination);
      const prefix = prefixOfMask(dotted(mask));
      return [{ address, prefix, device, origin: `the route to ${address}/${prefix} over ${device}` }];
    });
}

/** `/proc/net/fib_trie`: of all tables, an address on a line of its own and its prefixes below it. */
export function trieRoutes(trie: string): HostRange[] {
  const found = new Map<string, HostRange>();
  let address = '';
  for (const line of trie.split('\n')) {
    address = /\|-- (\S+)/.exec(line)?.[1] ?? address;
    const prefix = /^\s+\/(\d+) /.exec(line)?.[1];
    if (prefix === undefined || / (LOCAL|BROADCAST|MULTICAST)/.test(line)) continue;
    const text = `${address}/${prefix}`;
    found.set(text, { address, prefix: Number(prefix), device: null, origin: `the route to ${text}` });
  }
  return [...found.values()];
}

/** `/proc/net/ipv6_route`: destination in 32 hexadecimal digits, prefix in 2; the interface is the last column. */
export function ipv6Routes(table: string): HostRange[] {
  return rows(table).flatMap((columns) => {
    const [destination = '', length = ''] = columns;
    const device = columns.at(-1) ?? '';
    if (device === 'lo' || /^f[ef]/.test(destination)) return [];
    const address = destination.match(/.{4}/g)?.join(':') ?? '';
    const prefix = Number.parseInt(length, 16);
    return [{ address, prefix, device, origin: `the route to ${address}/${prefix} over ${device}` }];
  });
}

const rows = (table: string): string[][] =>
  table
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => line.trim().split(/\s+/));

const dotted = (hexadecimal: string): string =>
  (hexadecimal.match(/../g) ?? [])
    .reverse()
    .map((byte) => Number.parseInt(byte, 16))
    .join('.');
