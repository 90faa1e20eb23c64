import { z } from 'zod';
import { hostDomain, type HostDomain } from './host-domain.ts';

/** As FIRST_NODES_HEADER, for the page of a host's domains. */
export const FIRST_DOMAINS_HEADER = 'x-ven-first-domains';

export const writeFirstDomains = (domains: readonly HostDomain[]): string =>
  encodeURIComponent(JSON.stringify(domains));

/** None without the header. */
export function readFirstDomains(header: string | null): readonly HostDomain[] {
  return header === null ? [] : z.array(hostDomain).parse(JSON.parse(decodeURIComponent(header)));
}
