import { isIP, isIPv6 } from 'node:net';
import { z } from 'zod';
import { isLogOption } from '../xml/network.ts';
import { parseXml } from '../xml/parse.ts';
import { prefixOf, type Range } from './ranges.ts';

const networkDocument = z.object({
  network: z.object({
    bridge: z.object({ '@name': z.string().optional() }).optional(),
    ip: z
      .array(
        z.object({
          '@address': z.string().optional(),
          '@netmask': z.string().optional(),
          '@prefix': z.string().optional(),
          '@family': z.string().optional(),
        }),
      )
      .default([]),
    route: z
      .array(
        z.object({
          '@address': z.string(),
          '@netmask': z.string().optional(),
          '@prefix': z.string().optional(),
        }),
      )
      .default([]),
    dns: z
      .object({
        host: z.array(z.object({ '@ip': z.string(), hostname: z.array(z.string()).default([]) })).default([]),
      })
      .optional()
      .catch(undefined),
    'dnsmasq:options': z
      .object({ 'dnsmasq:option': z.array(z.object({ '@value': z.string() })).default([]) })
      .optional()
      .catch(undefined),
  }),
});

/** The settings that decide how machines boot in a network, in a comparable form. */
export interface NetworkDescription {
  readonly bridge: string | null;
  readonly addresses: readonly string[];
  /** The network's address ranges and routes. */
  readonly ranges: readonly Omit<Range, 'origin'>[];
  readonly names: readonly string[];
  readonly options: readonly string[];
}

export function describeNetwork(xml: string): NetworkDescription {
  const { network } = parseXml(networkDocument, 'a network', xml);
  return {
    bridge: network.bridge?.['@name'] ?? null,
    addresses: network.ip.flatMap((ip) => (ip['@address'] === undefined ? [] : [canonical(ip['@address'])])),
    ranges: [...network.ip, ...network.route].flatMap(rangeOf),
    names: (network.dns?.host ?? []).map((host) => [host['@ip'], ...host.hostname].join(' ')).sort(),
    options: (network['dnsmasq:options']?.['dnsmasq:option'] ?? [])
      .map((option) => option['@value'])
      .filter((option) => !isLogOption(option)),
  };
}

interface Addressed {
  readonly '@address'?: string | undefined;
  readonly '@netmask'?: string | undefined;
  readonly '@prefix'?: string | undefined;
}

function rangeOf({ '@address': address, '@netmask': mask, '@prefix': prefix }: Addressed) {
  if (address === undefined || isIP(address) === 0) return [];
  return [{ address, prefix: prefixOf(address, mask, prefix) }];
}

/** libvirt writes an IPv6 address in its shortest form: fd00:10:176:0::1 comes back as fd00:10:176::1. */
function canonical(address: string): string {
  return isIPv6(address) ? new URL(`http://[${address}]`).hostname.slice(1, -1) : address;
}

const BOOT_PROGRAM = /^dhcp-boot=tag:([^,]+),(?:tag:![^,]+,)?"?(https?:[^",]+)"?/;

/** The URL that UEFI HTTP clients get; iPXE's own is another. Null if there is none. */
export function bootProgramIn(options: readonly string[]): string | null {
  for (const option of options) {
    const [, tag, url] = BOOT_PROGRAM.exec(option) ?? [];
    if (tag !== undefined && url !== undefined && tag !== 'ipxe') return url;
  }
  return null;
}

export function bootsAlike(one: NetworkDescription, other: NetworkDescription): boolean {
  const text = ({ addresses, names, options }: NetworkDescription) =>
    JSON.stringify([addresses, names, options]);
  return text(one) === text(other);
}
