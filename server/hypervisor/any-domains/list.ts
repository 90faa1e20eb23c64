import {
  type Connection,
  type Domain,
  DomainStatsTypes,
  ErrorCode,
  GetAllDomainStatsFlags,
  isLibvirtError,
  ListAllDomainsFlags,
} from 'node-libvirt';
import type { AnyDomain } from './api.ts';
import { stateInWords } from '../domains/states.ts';

const KIB_PER_MIB = 1024;
const { STATE, VCPU, BALLOON } = DomainStatsTypes;
const { MANAGEDSAVE, TRANSIENT, AUTOSTART } = ListAllDomainsFlags;

/** Four calls, however many domains there are. */
export async function listAnyDomains(connection: Connection): Promise<AnyDomain[]> {
  const having = async (flag: number) =>
    new Set((await connection.listAllDomains(flag)).map(({ uuid }) => uuid));
  const [stats, saved, transient, autostart] = await Promise.all([
    // A domain whose QEMU is busy must not delay the list.
    connection.getAllDomainStats(STATE | VCPU | BALLOON, GetAllDomainStatsFlags.NOWAIT),
    having(MANAGEDSAVE),
    having(TRANSIENT),
    having(AUTOSTART),
  ]);
  return stats
    .map(({ domain: { uuid, name }, stats: each }) =>
      rowOf({ uuid, name }, each, {
        isSaved: saved.has(uuid),
        persistent: !transient.has(uuid),
        autostart: autostart.has(uuid),
      }),
    )
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** One of them; null when it disappears meanwhile. */
export async function readAnyDomain(connection: Connection, domain: Domain): Promise<AnyDomain | null> {
  try {
    return await readThere(connection, domain);
  } catch (error) {
    if (isLibvirtError(error, ErrorCode.NO_DOMAIN)) return null;
    throw error;
  }
}

async function readThere(connection: Connection, domain: Domain): Promise<AnyDomain | null> {
  const [[stats], isSaved, persistent, autostart] = await Promise.all([
    connection.domainListGetStats([domain], STATE | VCPU | BALLOON, GetAllDomainStatsFlags.NOWAIT),
    domain.hasManagedSaveImage(),
    domain.isPersistent(),
    domain.getAutostart(),
  ]);
  if (stats === undefined) return null;
  const { uuid, name } = stats.domain;
  return rowOf({ uuid, name }, stats.stats, { isSaved, persistent, autostart });
}

function rowOf(
  named: Pick<AnyDomain, 'uuid' | 'name'>,
  stats: Stats,
  { isSaved, ...kept }: Pick<AnyDomain, 'persistent' | 'autostart'> & { readonly isSaved: boolean },
): AnyDomain {
  return {
    ...named,
    ...stateOf(stats, isSaved),
    vcpus: numberOf(stats['vcpu.current'] ?? stats['vcpu.maximum']),
    memoryMiB: inMiB(numberOf(stats['balloon.maximum'] ?? stats['balloon.current'])),
    ...kept,
  };
}

type Stats = Awaited<ReturnType<Connection['getAllDomainStats']>>[number]['stats'];

/** A driver that reports no state still has the domain. */
function stateOf(stats: Stats, isSaved: boolean): Pick<AnyDomain, 'state' | 'reason'> {
  const state = numberOf(stats['state.state']);
  if (state === null) return { state: 'no state', reason: 'unknown' };
  const words = stateInWords(state, numberOf(stats['state.reason']) ?? 0);
  return isSaved && words.state === 'shut off' ? { state: 'saved', reason: 'saved' } : words;
}

const numberOf = (value: Stats[string] | undefined): number | null =>
  typeof value === 'number' || typeof value === 'bigint' ? Number(value) : null;

const inMiB = (kibibytes: number | null): number | null =>
  kibibytes === null ? null : Math.round(kibibytes / KIB_PER_MIB);
