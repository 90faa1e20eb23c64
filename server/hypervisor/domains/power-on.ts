import { randomUUID } from 'node:crypto';
import {
  type Domain,
  DomainMetadataType,
  DomainModificationImpact,
  ErrorCode,
  isLibvirtError,
} from 'node-libvirt';
import { element, serialize } from '../xml/element.ts';

/** Changing it would begin another boot for every machine that is on. */
const NAMESPACE = 'urn:virtual-edge-node-console:power-on:1';
const PREFIX = 'power';
const { LIVE } = DomainModificationImpact;

/**
 * Tells this power-on from every other of the domain; null when it is off. libvirt's number of it is not enough: a
 * daemon that starts without guests counts from 1 again. So the running domain is marked, in its live definition,
 * which outlives the daemon and ends with the machine.
 */
export async function powerOnOf(domain: Domain): Promise<string | null> {
  if (domain.id < 0) return null;
  try {
    return `${domain.id} ${(await markOf(domain)) ?? (await mark(domain))}`;
  } catch (error) {
    // Off, or gone, meanwhile.
    if (isLibvirtError(error, ErrorCode.OPERATION_INVALID) && !(await domain.isActive())) return null;
    if (isLibvirtError(error, ErrorCode.NO_DOMAIN)) return null;
    throw error;
  }
}

/** Only ever compared with itself, so its text is as good as what is in it. */
async function markOf(domain: Domain): Promise<string | null> {
  try {
    const xml = await domain.getMetadata(DomainMetadataType.ELEMENT, NAMESPACE, LIVE);
    return /\bid=["']([\w-]+)["']/.exec(xml)?.[1] ?? null;
  } catch (error) {
    if (isLibvirtError(error, ErrorCode.NO_DOMAIN_METADATA)) return null;
    throw error;
  }
}

async function mark(domain: Domain): Promise<string> {
  const id = randomUUID();
  const xml = serialize(element('on', { id }));
  await domain.setMetadata(DomainMetadataType.ELEMENT, xml, PREFIX, NAMESPACE, LIVE);
  return id;
}
