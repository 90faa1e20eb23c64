import { domainAddress, parseDomainAddress } from '../../../lib/domain/names.ts';
import type { Core } from '../../core/api.ts';

/** Whose consoles are meant: a node, or a domain by its address. An id, because names can be reused. */
export async function consoleSubject(
  core: Core,
  node: string,
): Promise<{ readonly id: string; readonly name: string }> {
  if (parseDomainAddress(node) === null) return core.nodes.get(node);
  const { host, uuid, name } = await core.domains.atAddress(node);
  return { id: domainAddress(host, uuid), name: domainAddress(host, name) };
}
