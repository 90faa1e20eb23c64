import { z } from 'zod';
import { node, type Node } from './node.ts';
import { hostDomain, type HostDomain } from './host-domain.ts';

/**
 * The request header in which the server hands the first nodes of the list to the page that it renders, as it does the
 * nonce. It never crosses the network: what a client sends in it is replaced.
 */
export const FIRST_NODES_HEADER = 'x-ven-first-nodes';

/** The cookie with the chosen order of the list, as `writeSorting` writes it. */
export const SORTING_COOKIE = 'ven.nodes.sort';

export const writeFirstNodes = (nodes: readonly Node[]): string => encodeURIComponent(JSON.stringify(nodes));

/** None without the header. */
export function readFirstNodes(header: string | null): readonly Node[] {
  return header === null ? [] : z.array(node).parse(JSON.parse(decodeURIComponent(header)));
}

/** As FIRST_NODES_HEADER, for the page of a host's domains. */
export const FIRST_DOMAINS_HEADER = 'x-ven-first-domains';

export const writeFirstDomains = (domains: readonly HostDomain[]): string =>
  encodeURIComponent(JSON.stringify(domains));

/** None without the header. */
export function readFirstDomains(header: string | null): readonly HostDomain[] {
  return header === null ? [] : z.array(hostDomain).parse(JSON.parse(decodeURIComponent(header)));
}
