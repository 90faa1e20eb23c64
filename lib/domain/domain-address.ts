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
