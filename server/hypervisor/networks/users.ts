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

/** A domain's definitions, present and next; null where libvirt cannot describe it. */
interface Interfaces {
  readonly name: string;
  readonly definitions: readonly Definition[] | null;
}

/** Where the interfaces are attached; or the text of a definition that is not understood. */
type Definition = { readonly sources: readonly Source[] } | { readonly text: string };
type Source = z.output<typeof source>;

export async function domainsOnNetwork(
  connection: Connection,
  network: Place,
  which: 'running' | 'all',
): Promise<NetworkUsers> {
  return usersOf(await readInterfaces(connection, which), network);
}

/** Of every domain, once: whoever asks about several networks reads them once. */
export async function readInterfaces(
  connection: Connection,
  which: 'running' | 'all',
): Promise<readonly Interfaces[]> {
  const domains = await connection.listAllDomains();
  return Promise.all(
    domains.map(async (domain) => ({
      name: domain.name,
      definitions: await definitionsOf(domain, which),
    })),
  );
}

export function usersOf(domains: readonly Interfaces[], network: Place): NetworkUsers {
  const named = (use: Use) =>
    domains.filter((domain) => useOf(domain, network) === use).map(({ name }) => name);
  return { users: named('yes'), unreadable: named('unknown') };
}

type Use = 'yes' | 'no' | 'unknown';

function useOf({ definitions }: Interfaces, network: Place): Use {
  const uses = definitions?.map((definition) => useIn(definition, network)) ?? ['unknown'];
  if (uses.includes('yes')) return 'yes';
  return uses.includes('unknown') ? 'unknown' : 'no';
}

async function definitionsOf(
  domain: Domain,
  which: 'running' | 'all',
): Promise<readonly Definition[] | null> {
  try {
    const isActive = await domain.isActive();
    if (!isActive && which === 'running') return [];
    // A running domain may have a different definition for its next start.
    const texts = [await domain.getXMLDesc()];
    if (isActive) texts.push(await domain.getXMLDesc(DomainXMLFlags.INACTIVE));
    return texts.map((xml) => parsed(domain.name, xml));
  } catch (error) {
    // A domain that libvirt cannot describe must not prevent reading the others.
    if (isLibvirtError(error) && error.kind === 'libvirt')
      return error.code === ErrorCode.NO_DOMAIN ? [] : null;
    throw error;
  }
}

function parsed(domain: string, xml: string): Definition {
  try {
    const { devices } = parseXml(domainDocument, `domain ${domain}`, xml).domain;
    const interfaces = devices === undefined || typeof devices === 'string' ? [] : devices.interface;
    const sources = interfaces.map((each) => (typeof each === 'string' ? undefined : each.source));
    return { sources: sources.filter((each) => typeof each === 'object') };
  } catch {
    return { text: xml };
  }
}

function useIn(definition: Definition, { name, bridge }: Place): Use {
  if ('text' in definition) {
    // A definition that does not mention the network does not use it.
    const { text } = definition;
    return text.includes(name) || (bridge !== null && text.includes(bridge)) ? 'unknown' : 'no';
  }
  const isIn = (from: Source) => from['@network'] === name || (bridge !== null && from['@bridge'] === bridge);
  return definition.sources.some(isIn) ? 'yes' : 'no';
}
