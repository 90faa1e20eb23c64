import { z } from 'zod';

export const NODE_NAME_RULE =
  'use 1 to 63 letters, digits, ".", "_" or "-", beginning with a letter or digit';

/**
 * A node's name is also the name of its libvirt domain and a part of file names, volume names and URLs: letters,
 * digits, `.`, `_` and `-`, beginning with a letter or digit.
 */
export const nodeName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, NODE_NAME_RULE);

/** A range of names, such as `VEN-{000..009}`. */
export const nameRange = z
  .string()
  .max(80)
  .regex(/^[A-Za-z0-9{][A-Za-z0-9._-]*\{?\d+\.\.\d+\}[A-Za-z0-9._-]*$/);

/** What the orchestrator accepts as a serial number. */
export const serialNumber = z.string().regex(/^[A-Za-z0-9]{5,20}$/, 'use 5 to 20 letters and digits');

/** A domain that is not a node has no name of its own in the console: HOST/DOMAIN, where DOMAIN is a UUID or a name. */
export interface DomainAddress {
  readonly host: string;
  readonly domain: string;
}

export const domainAddress = (host: string, domain: string): string => `${host}/${domain}`;

/** Null for anything else, such as a node: names of nodes and hosts have no slash. */
export function parseDomainAddress(text: string): DomainAddress | null {
  const slash = text.indexOf('/');
  if (slash <= 0 || slash === text.length - 1) return null;
  return { host: text.slice(0, slash), domain: text.slice(slash + 1) };
}
