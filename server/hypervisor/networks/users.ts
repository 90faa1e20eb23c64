import {
  type Connection,
  type Domain,
  DomainXMLFlags,
  ErrorCode,
  isLibvirtError,
  ListAllDomainsFlags,
} from 'node-libvirt';
import { z } from 'zod';
import { parseXml } from '../xml/parse.ts';

const domainDocument = z.object({
  domain: z.object({
    devices: z
      .object({
        interface: z
          .array(
            z.object({ source: z.object({ '@network': z.string().optional() }).optional().catch(undefined) }),
          )
          .default([]),
      })
      .optional()
      .catch(undefined),
  }),
});

/** Names of the domains, ours and others', with an interface in the network. */
export async function domainsOnNetwork(
  connection: Connection,
  network: string,
  which: 'running' | 'all',
): Promise<string[]> {
  const domains = await connection.listAllDomains(which === 'all' ? 0 : ListAllDomainsFlags.ACTIVE);
  const users = await Promise.all(domains.map((domain) => isOnNetwork(domain, network)));
  return domains.filter((_, index) => users[index]).map(({ name }) => name);
}

async function isOnNetwork(domain: Domain, network: string): Promise<boolean> {
  // A domain that runs may have another definition for its next start.
  const flags = (await domain.isActive().catch(goneIsFalse)) ? [0, DomainXMLFlags.INACTIVE] : [0];
  for (const flag of flags) {
    const xml = await domain.getXMLDesc(flag).catch(goneIsFalse);
    if (xml === false) return false;
    const { devices } = parseXml(domainDocument, `domain ${domain.name}`, xml).domain;
    if (devices?.interface.some(({ source }) => source?.['@network'] === network)) return true;
  }
  return false;
}

function goneIsFalse(error: unknown): false {
  if (isLibvirtError(error, ErrorCode.NO_DOMAIN)) return false;
  throw error;
}
