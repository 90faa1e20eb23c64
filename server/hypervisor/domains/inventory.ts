import {
  type Connection,
  type Domain,
  DomainMetadataType,
  DomainStatsTypes,
  ErrorCode,
  GetAllDomainStatsFlags,
  isLibvirtError,
} from 'node-libvirt';
import { ConsoleError } from '../../../lib/contract/error.ts';
import type { DomainFacts, NodeMetadata } from './api.ts';
import { METADATA_NAMESPACE, parseMetadata } from '../xml/metadata.ts';
import { stateInWords } from './states.ts';

/** All domains of the host; those that the console did not create have no metadata. */
export async function listDomains(connection: Connection): Promise<DomainFacts[]> {
  // A domain whose QEMU is busy must not delay the list.
  const all = await connection.getAllDomainStats(DomainStatsTypes.STATE, GetAllDomainStatsFlags.NOWAIT);
  const facts = await Promise.all(
    all.map(async ({ domain, stats }) => {
      const state = stats['state.state'];
      const reason = stats['state.reason'];
      if (typeof state !== 'number' || typeof reason !== 'number') return domainFacts(domain);
      return withMetadata(domain, stateInWords(state, reason));
    }),
  );
  return facts.filter((each) => each !== null);
}

export function findDomain(connection: Connection, uuid: string): Promise<Domain | null> {
  return ifThere(connection.domainLookupByUUID(uuid));
}

export function findDomainNamed(connection: Connection, name: string): Promise<Domain | null> {
  return ifThere(connection.domainLookupByName(name));
}

async function ifThere(looking: Promise<Domain>): Promise<Domain | null> {
  try {
    return await looking;
  } catch (error) {
    if (isLibvirtError(error, ErrorCode.NO_DOMAIN)) return null;
    throw error;
  }
}

/** Null when it disappeared meanwhile. */
export async function domainFacts(domain: Domain): Promise<DomainFacts | null> {
  try {
    const { state, reason } = await domain.getState();
    return await withMetadata(domain, stateInWords(state, reason));
  } catch (error) {
    if (isLibvirtError(error, ErrorCode.NO_DOMAIN)) return null;
    throw error;
  }
}

async function withMetadata(
  domain: Domain,
  state: Pick<DomainFacts, 'state' | 'reason'>,
): Promise<DomainFacts | null> {
  try {
    const id = domain.id < 0 ? null : domain.id;
    const metadata = await metadataOf(domain);
    const now = metadata !== null && state.state === 'shut off' ? await offOrSaved(domain, state) : state;
    return { name: domain.name, uuid: domain.uuid, id, ...now, metadata };
  } catch (error) {
    if (isLibvirtError(error, ErrorCode.NO_DOMAIN)) return null;
    throw error;
  }
}

/**
 * Only a managed save is resumed by the next start. `virsh save FILE` gives the same reason, but keeps the memory in a
 * user's file, and the next start is an ordinary one.
 */
async function offOrSaved(
  domain: Domain,
  state: Pick<DomainFacts, 'state' | 'reason'>,
): Promise<Pick<DomainFacts, 'state' | 'reason'>> {
  if (await domain.hasManagedSaveImage()) return { state: 'saved', reason: 'saved' };
  return state.reason === 'saved' ? { ...state, reason: 'saved to a file' } : state;
}

async function metadataOf(domain: Domain): Promise<NodeMetadata | null> {
  try {
    return parseMetadata(await domain.getMetadata(DomainMetadataType.ELEMENT, METADATA_NAMESPACE));
  } catch (error) {
    if (isLibvirtError(error, ErrorCode.NO_DOMAIN_METADATA)) return null;
    // Edited beyond recognition: treated like any other domain.
    if (error instanceof ConsoleError) return null;
    throw error;
  }
}
