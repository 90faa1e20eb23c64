import {
  type Connection,
  type Domain,
  DomainMetadataType,
  DomainState,
  DomainStatsTypes,
  ErrorCode,
  GetAllDomainStatsFlags,
  isLibvirtError,
  ListAllDomainsFlags,
} from 'node-libvirt';
import { ConsoleError } from '../../../lib/contract/error.ts';
import type { DomainFacts, ListedDomain, NodeMetadata } from './api.ts';
import { METADATA_NAMESPACE, parseMetadata } from '../xml/metadata.ts';
import { stateInWords } from './states.ts';

/** More calls at once would only wait in the daemon, and others behind them. */
const AT_ONCE = 8;

/** All domains of the host, whoever made them. */
export async function listDomains(connection: Connection): Promise<ListedDomain[]> {
  const [all, saved] = await Promise.all([
    // A domain whose QEMU is busy must not delay the list.
    connection.getAllDomainStats(DomainStatsTypes.STATE, GetAllDomainStatsFlags.NOWAIT),
    connection.listAllDomains(ListAllDomainsFlags.MANAGEDSAVE),
  ]);
  const isSaved = new Set(saved.map(({ uuid }) => uuid));
  return all.map(({ domain: { name, uuid, id }, stats }) => {
    const [state, reason] = [stats['state.state'], stats['state.reason']];
    const words = stateInWords(Number(state ?? DomainState.NOSTATE), Number(reason ?? 0));
    return { name, uuid, id: id < 0 ? null : id, ...offOrSaved(words, isSaved.has(uuid)) };
  });
}

/** Those that are not known, with their metadata; without those that disappear meanwhile. */
export async function describeOthers(
  connection: Connection,
  known: ReadonlySet<string>,
): Promise<DomainFacts[]> {
  const waiting = (await connection.listAllDomains()).filter(({ uuid }) => !known.has(uuid)).values();
  const facts: DomainFacts[] = [];
  const work = async (): Promise<void> => {
    for (const domain of waiting) {
      const found = await domainFacts(domain);
      if (found !== null) facts.push(found);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return facts;
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
    const [{ state, reason }, metadata] = await Promise.all([domain.getState(), metadataOf(domain)]);
    const words = stateInWords(state, reason);
    const isOurs = metadata !== null && words.state === 'shut off';
    const now = isOurs ? offOrSaved(words, await domain.hasManagedSaveImage()) : words;
    return { name: domain.name, uuid: domain.uuid, id: domain.id < 0 ? null : domain.id, ...now, metadata };
  } catch (error) {
    if (isLibvirtError(error, ErrorCode.NO_DOMAIN)) return null;
    throw error;
  }
}

/**
 * Only a managed save is resumed by the next start. `virsh save FILE` gives the same reason, but keeps the memory in a
 * user's file, and the next start is an ordinary one.
 */
function offOrSaved(state: States, isSaved: boolean): States {
  if (state.state !== 'shut off') return state;
  if (isSaved) return { state: 'saved', reason: 'saved' };
  return state.reason === 'saved' ? { ...state, reason: 'saved to a file' } : state;
}

type States = Pick<ListedDomain, 'state' | 'reason'>;

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
