import { randomUUID } from 'node:crypto';
import {
  type Domain,
  DomainMetadataType,
  DomainModificationImpact,
  ErrorCode,
  isLibvirtError,
} from 'node-libvirt';
import { element, serialize } from '../xml/element.ts';

/** Changing it would start a new boot record for every running machine. */
const NAMESPACE = 'urn:virtual-edge-node-console:power-on:1';
const PREFIX = 'power';
const { LIVE } = DomainModificationImpact;

/**
 * Distinguishes this power-on from every other of the domain; null when it is off. libvirt's id is not enough: a
 * daemon that starts without guests counts from 1 again. So the console marks the running domain in its live
 * definition, which outlives the daemon and ends with the machine.
 */
export async function powerOnOf(domain: Domain): Promise<string | null> {
  if (domain.id < 0) return null;
  try {
    return `${domain.id} ${(await markOf(domain)) ?? (await mark(domain))}`;
  } catch (error) {
    // Switched off or removed meanwhile.
    if (isLibvirtError(error, ErrorCode.OPERATION_INVALID) && !(await domain.isActive())) return null;
    if (isLibvirtError(error, ErrorCode.NO_DOMAIN)) return null;
    throw error;
  }
}

/** Only ever compared for equality, so its text need not be parsed. */
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
