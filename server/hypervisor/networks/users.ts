import { type Connection, type Domain, DomainXMLFlags, ErrorCode, isLibvirtError } from 'node-libvirt';
import { z } from 'zod';
import { parseXml } from '../xml/parse.ts';

const source = z.object({ '@network': z.string().optional(), '@bridge': z.string().optional() });
const domainDocument = z.object({
  domain: z.object({
    devices: z
      .union([
        z.object({
          interface: z
            .array(z.union([z.object({ source: z.union([source, z.string()]).optional() }), z.string()]))
            .default([]),
        }),
        // An empty element.
        z.string(),
      ])
      .optional(),
  }),
});

/** Names of all domains, not only the console's, that have an interface in a network. */
export interface NetworkUsers {
  readonly users: readonly string[];
  /** Other domains whose definition could not be read: they may have one. */
  readonly unreadable: readonly string[];
}

interface Place {
  readonly name: string;
  /** A domain may also be attached to the bridge directly. */
  readonly bridge: string | null;
}

export async function domainsOnNetwork(
  connection: Connection,
  network: Place,
  which: 'running' | 'all',
): Promise<NetworkUsers> {
  const domains = await connection.listAllDomains();
  const uses = await Promise.all(domains.map((domain) => useOf(domain, network, which)));
  const named = (use: Use) => domains.filter((_, index) => uses[index] === use).map(({ name }) => name);
  return { users: named('yes'), unreadable: named('unknown') };
}

type Use = 'yes' | 'no' | 'unknown';

async function useOf(domain: Domain, network: Place, which: 'running' | 'all'): Promise<Use> {
  try {
    const isActive = await domain.isActive();
    if (!isActive && which === 'running') return 'no';
    // A running domain may have a different definition for its next start.
    const uses = [useIn(domain, await domain.getXMLDesc(), network)];
    if (isActive) uses.push(useIn(domain, await domain.getXMLDesc(DomainXMLFlags.INACTIVE), network));
    if (uses.includes('yes')) return 'yes';
    return uses.includes('unknown') ? 'unknown' : 'no';
  } catch (error) {
    // A domain that libvirt cannot describe must not prevent reading the others.
    if (isLibvirtError(error) && error.kind === 'libvirt')
      return error.code === ErrorCode.NO_DOMAIN ? 'no' : 'unknown';
    throw error;
  }
}

function useIn(domain: Domain, xml: string, { name, bridge }: Place): Use {
  try {
    const { devices } = parseXml(domainDocument, `domain ${domain.name}`, xml).domain;
    const interfaces = devices === undefined || typeof devices === 'string' ? [] : devices.interface;
    const isUser = interfaces.some((each) => {
      const from = typeof each === 'string' ? undefined : each.source;
      if (from === undefined || typeof from === 'string') return false;
      return from['@network'] === name || (bridge !== null && from['@bridge'] === bridge);
    });
    return isUser ? 'yes' : 'no';
  } catch {
    // A definition that does not mention the network does not use it.
    return xml.includes(name) || (bridge !== null && xml.includes(bridge)) ? 'unknown' : 'no';
  }
}
