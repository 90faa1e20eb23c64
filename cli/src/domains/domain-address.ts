import type { ConsoleClient } from 'ven-client';
import { parseDomainAddress } from '../../../lib/domain/domain-address.ts';
import { onlyHost } from '../command.ts';

/** HOST/DOMAIN, or only DOMAIN where there is one host. */
export async function domainAt(
  client: ConsoleClient,
  text: string,
): Promise<{ readonly host: string; readonly domain: string }> {
  return parseDomainAddress(text) ?? { host: await onlyHost(client), domain: text };
}
