import { statfs } from 'node:fs/promises';
import {
  type Connection,
  DomainStatsTypes,
  ErrorCode,
  GetAllDomainStatsFlags,
  isLibvirtError,
} from 'node-libvirt';
import { type Host } from '../../lib/contract/host.ts';
import { findPool } from './storage/pool.ts';

type Capacity = NonNullable<Host['capacity']>;

const KIB_PER_MIB = 1024n;
const GIB = 1024 ** 3;

/** What the host has, and what is given to running domains, ours and others'. */
export async function readCapacity(
  connection: Connection,
  { installation, images }: { readonly installation: string; readonly images: string | null },
): Promise<Capacity> {
  const [{ cpus }, memory, storage, running] = await Promise.all([
    connection.nodeGetInfo(),
    readMemory(connection),
    readStorage(connection, installation, images),
    connection.getAllDomainStats(
      DomainStatsTypes.VCPU,
      GetAllDomainStatsFlags.ACTIVE | GetAllDomainStatsFlags.NOWAIT,
    ),
  ]);
  return {
    cpus,
    ...memory,
    ...storage,
    vcpusUsed: running.reduce((sum, { stats }) => sum + Number(stats['vcpu.current'] ?? 1), 0),
    domainsRunning: running.length,
  };
}

async function readMemory(connection: Connection): Promise<Pick<Capacity, 'memoryMiB' | 'memoryFreeMiB'>> {
  try {
    // nodeGetInfo does not see memory that was added while running.
    const { total = 0n, free = 0n, cached = 0n, buffers = 0n } = await connection.nodeGetMemoryStats();
    return {
      memoryMiB: Number(total / KIB_PER_MIB),
      memoryFreeMiB: Number((free + cached + buffers) / KIB_PER_MIB),
    };
  } catch (error) {
    // The test driver has no such statistics; it only pretends to give memory anyway.
    if (!isLibvirtError(error, ErrorCode.NO_SUPPORT)) throw error;
    const memory = Number((await connection.nodeGetInfo()).memory / KIB_PER_MIB);
    return { memoryMiB: memory, memoryFreeMiB: memory };
  }
}

/** Of the pool; before there is one, of the folder it will be made in, where that can be seen. */
async function readStorage(
  connection: Connection,
  installation: string,
  images: string | null,
): Promise<Pick<Capacity, 'poolGiB' | 'poolFreeGiB'>> {
  const pool = await findPool(connection, installation);
  if (pool !== null && (await pool.isActive())) {
    // libvirt counts anew only when it refreshes.
    const { capacity, available } = await pool.getInfo();
    return { poolGiB: inGiB(Number(capacity)), poolFreeGiB: inGiB(Number(available)) };
  }
  if (images === null) return { poolGiB: 0, poolFreeGiB: 0 };
  try {
    const { bsize, blocks, bavail } = await statfs(images);
    return { poolGiB: inGiB(bsize * blocks), poolFreeGiB: inGiB(bsize * bavail) };
  } catch {
    // No such folder yet, or one that this user may not look into.
    return { poolGiB: 0, poolFreeGiB: 0 };
  }
}

const inGiB = (bytes: number): number => Math.round((bytes / GIB) * 10) / 10;
