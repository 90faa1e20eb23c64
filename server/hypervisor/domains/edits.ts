import {
  type Domain,
  DomainMetadataType,
  DomainModificationImpact,
  ErrorCode,
  isLibvirtError,
} from 'node-libvirt';
import { ConsoleError } from '../../../lib/contract/error.ts';
import type { Annotations } from './api.ts';
import { bareMetadata, METADATA_NAMESPACE, METADATA_PREFIX, parseMetadata } from '../xml/metadata.ts';

/** Everything that applies to a definition for its next start, and to the running domain if there is one. */
export async function impactOf(domain: Domain): Promise<number> {
  const { LIVE, CONFIG } = DomainModificationImpact;
  return (await domain.isActive()) ? LIVE | CONFIG : CONFIG;
}

export async function annotate(domain: Domain, annotations: Annotations): Promise<void> {
  const { ELEMENT } = DomainMetadataType;
  const present = parseMetadata(await domain.getMetadata(ELEMENT, METADATA_NAMESPACE));
  await domain.setMetadata(
    ELEMENT,
    bareMetadata({ ...present, ...annotations }),
    METADATA_PREFIX,
    METADATA_NAMESPACE,
    await impactOf(domain),
  );
}

export async function rename(domain: Domain, name: string): Promise<void> {
  if (domain.name === name) return;
  try {
    await domain.rename(name);
  } catch (error) {
    if (!isLibvirtError(error, ErrorCode.OPERATION_INVALID)) throw error;
    throw new ConsoleError('conflict', `libvirt does not rename ${domain.name}: ${error.message}`, {
      fix: 'Only a machine that is off, and has neither saved memory nor snapshots, can be renamed.',
      cause: error,
    });
  }
}
