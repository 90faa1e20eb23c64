import { isIP, isIPv6 } from 'node:net';

export const isLoopback = (address: string): boolean => address === '::1' || address.startsWith('127.');

/** What is known about the origin of a request. */
export interface Arrival {
  /** The other end of the connection, which may be a proxy. */
  readonly peer: string | undefined;
  /** X-Forwarded-For. */
  readonly forwarded: string | undefined;
}

export const plainAddress = (peer: string | undefined): string => peer?.replace(/^::ffff:/, '') ?? '';

/**
 * The client's address. Behind a proxy on this machine, as announced by VEN_BASE_URL, every connection comes from
 * loopback; the address is then the entry that the proxy itself added: the last one of X-Forwarded-For. Earlier entries,
 * and the whole header without a proxy, can be forged.
 */
export function addressOf({ peer, forwarded }: Arrival, baseUrl: string | null): string {
  const address = plainAddress(peer);
  if (baseUrl === null || !isLoopback(address)) return address;
  const written = plainAddress(forwarded?.split(',').at(-1)?.trim());
  return isIP(written) === 0 ? address : written;
}

/** What counts as one client: with IPv6, every client has at least a /64 of addresses. */
export function clientOf(address: string): string {
  if (!isIPv6(address)) return address;
  const [head = '', tail] = address.split('%')[0]?.split('::') ?? [];
  const groups = (part: string | undefined) => (part === undefined || part === '' ? [] : part.split(':'));
  const missing = tail === undefined ? 0 : 8 - groups(head).length - groups(tail).length;
  const all = [...groups(head), ...Array.from({ length: Math.max(0, missing) }, () => '0'), ...groups(tail)];
  return `${all
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, '').toLowerCase())
    .join(':')}::/64`;
}
