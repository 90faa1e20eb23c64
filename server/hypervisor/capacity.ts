import { statfs } from 'node:fs/promises';
import {
  type Connection,
  type DomainStats,
  DomainStatsTypes,
  ErrorCode,
  GetAllDomainStatsFlags,
  isLibvirtError,
  ListAllDomainsFlags,
} from 'node-libvirt';
import type { Host } from '../../lib/contract/host.ts';
import type { Counted } from './api.ts';
import { folderPools } from './storage/other-pools.ts';
import { runningPool } from './storage/pool.ts';

type Capacity = NonNullable<Host['capacity']>;

const KIB_PER_MIB = 1024n;
const GIB = 1024 ** 3;

export interface CapacityReading {
  readonly capacity: Capacity;
  readonly counted: Counted;
}

/**
 * The host's resources, and what running domains use, the console's and others. `nodes`: UUIDs of those whose disks count
 * while they are off, too.
 */
export async function readCapacity(
  connection: Connection,
  place: { readonly installation: string; readonly images: string; readonly isLocal: boolean },
  nodes: ReadonlySet<string>,
): Promise<CapacityReading> {
  const [{ cpus }, memory, storage, others, running, off] = await Promise.all([
    connection.nodeGetInfo(),
    readMemory(connection),
    place.isLocal ? freeOfFolder(place.images) : freeOfPool(connection, place.installation),
    folderPools(connection, place.installation),
    connection.getAllDomainStats(
      DomainStatsTypes.VCPU | DomainStatsTypes.BLOCK | DomainStatsTypes.BALLOON,
      GetAllDomainStatsFlags.ACTIVE | GetAllDomainStatsFlags.NOWAIT,
    ),
    disksOfOff(connection, nodes),
  ]);
  const stats = running.map((each) => each.stats);
  // Without those of which nothing is known: a file that libvirt cannot read, a QEMU that is busy starting. One that was
  // started in between is in both.
  const known = [...off, ...running].filter((each) => each.stats['block.0.capacity'] !== undefined);
  const disks = new Map(known.map(({ domain, stats: each }) => [domain.uuid, each]));
  const promisedIn = (folder: string) =>
    inGiB([...disks.values()].reduce((sum, each) => sum + growthOf(each, folder), 0));
  const spaces = others.map(async ({ name, path, ...known }) => {
    const { poolGiB: capacityGiB, poolFreeGiB: freeGiB } = place.isLocal ? await freeOfFolder(path) : known;
    return { name, capacityGiB, freeGiB, promisedGiB: promisedIn(path) };
  });
  const capacity = {
    cpus,
    ...memory,
    memoryPromisedMiB: Math.round(stats.reduce((sum, each) => sum + memoryGrowthOf(each), 0) / 1024),
    ...storage,
    poolPromisedGiB: promisedIn(place.images),
    otherPools: await Promise.all(spaces),
    vcpusUsed: stats.reduce((sum, each) => sum + Number(each['vcpu.current'] ?? 1), 0),
    domainsRunning: running.length,
  };
  const counted = {
    running: new Set(running.map(({ domain }) => domain.uuid)),
    disks: new Set(disks.keys()),
  };
  return { capacity, counted };
}

/** Of the nodes that are off, with their disks: libvirt looks at the files. */
async function disksOfOff(connection: Connection, nodes: ReadonlySet<string>): Promise<DomainStats[]> {
  if (nodes.size === 0) return [];
  const off = await connection.listAllDomains(ListAllDomainsFlags.INACTIVE);
  const ours = off.filter(({ uuid }) => nodes.has(uuid));
  if (ours.length === 0) return [];
  return connection.domainListGetStats(ours, DomainStatsTypes.BLOCK, GetAllDomainStatsFlags.NOWAIT);
}

/** KiB by which what a domain has in memory may still grow; all that it was given while a busy QEMU does not say. */
function memoryGrowthOf(stats: DomainStats['stats']): number {
  return Math.max(0, Number(stats['balloon.maximum'] ?? 0) - Number(stats['balloon.rss'] ?? 0));
}

/** Bytes by which a domain's disks below `folder` may still grow: their capacity less their allocation. */
export function growthOf(stats: DomainStats['stats'], folder: string): number {
  let growth = 0;
  for (let index = 0; index < Number(stats['block.count'] ?? 0); index++) {
    const path = stats[`block.${index}.path`];
    if (typeof path !== 'string' || !path.startsWith(`${folder}/`)) continue;
    const most = Number(stats[`block.${index}.capacity`] ?? 0);
    growth += Math.max(0, most - Number(stats[`block.${index}.physical`] ?? most));
  }
  return growth;
}

async function readMemory(connection: Connection): Promise<Pick<Capacity, 'memoryMiB' | 'memoryFreeMiB'>> {
  try {
    // nodeGetInfo does not include memory that was hot-added.
    const { total = 0n, free = 0n, cached = 0n, buffers = 0n } = await connection.nodeGetMemoryStats();
    return {
      memoryMiB: Number(total / KIB_PER_MIB),
      memoryFreeMiB: Number((free + cached + buffers) / KIB_PER_MIB),
    };
  } catch (error) {
    // The test driver has no such statistics; its domains use no real memory.
    if (!isLibvirtError(error, ErrorCode.NO_SUPPORT)) throw error;
    const memory = Number((await connection.nodeGetInfo()).memory / KIB_PER_MIB);
    return { memoryMiB: memory, memoryFreeMiB: memory };
  }
}

type Space = Pick<Capacity, 'poolGiB' | 'poolFreeGiB'>;
const UNKNOWN: Space = { poolGiB: 0, poolFreeGiB: 0 };

/**
 * Counted as df does, without the blocks reserved for root, because QEMU runs as another user. A pool's own numbers
 * include these blocks, and date from its last refresh.
 */
async function freeOfFolder(images: string): Promise<Space> {
  try {
    const { bsize, blocks, bfree, bavail } = await statfs(images);
    return { poolGiB: inGiB(bsize * (blocks - bfree + bavail)), poolFreeGiB: inGiB(bsize * bavail) };
  } catch {
    // The folder does not exist yet, or this user may not read it.
    return UNKNOWN;
  }
}

/** On another machine, only the folder's pool knows its size, once the pool exists. */
async function freeOfPool(connection: Connection, installation: string): Promise<Space> {
  const pool = await runningPool(connection, installation);
  if (pool === null) return UNKNOWN;
  const { capacity, available } = await pool.getInfo();
  return { poolGiB: inGiB(Number(capacity)), poolFreeGiB: inGiB(Number(available)) };
}

const inGiB = (bytes: number): number => Math.round((bytes / GIB) * 10) / 10;
