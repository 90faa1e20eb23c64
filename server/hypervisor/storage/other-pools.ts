import { type Connection, ErrorCode, isLibvirtError, type StoragePool, StoragePoolState } from 'node-libvirt';
import { z } from 'zod';
import { ConsoleError } from '../../../lib/contract/error.ts';
import type { HostPool } from '../../../lib/contract/host-resources.ts';
import { poolName } from '../names.ts';
import { parseXml } from '../xml/parse.ts';

const poolDocument = z.object({
  pool: z.object({ '@type': z.string(), target: z.object({ path: z.string().optional() }).optional() }),
});
const GIB = 1024 ** 3;
const inGiB = (bytes: bigint): number => Math.round((Number(bytes) / GIB) * 10) / 10;

/** All pools of the host. */
export async function listPools(connection: Connection, installation: string): Promise<HostPool[]> {
  const found = await Promise.all(
    (await connection.listAllStoragePools()).map((pool) => described(pool, installation)),
  );
  return found.filter((pool) => pool !== null).sort((one, other) => one.name.localeCompare(other.name));
}

async function described(pool: StoragePool, installation: string): Promise<HostPool | null> {
  try {
    const document = parseXml(poolDocument, `pool ${pool.name}`, await pool.getXMLDesc()).pool;
    const { state, capacity, available } = await pool.getInfo();
    const active = state === StoragePoolState.RUNNING;
    return {
      name: pool.name,
      active,
      type: document['@type'],
      path: document.target?.path ?? null,
      ...(active
        ? { capacityGiB: inGiB(capacity), freeGiB: inGiB(available) }
        : { capacityGiB: 0, freeGiB: 0 }),
      volumes: active ? (await pool.listAllVolumes()).length : 0,
      own: pool.name === poolName(installation),
    };
  } catch (error) {
    // Removed meanwhile, such as a pool that is there for a moment.
    if (isLibvirtError(error) && error.kind === 'libvirt') return null;
    throw error;
  }
}

/** Active pools of others that are folders, with their space as of their last refresh. */
export async function folderPools(
  connection: Connection,
  installation: string,
): Promise<{ name: string; path: string; poolGiB: number; poolFreeGiB: number }[]> {
  const found = await Promise.all(
    (await connection.listAllStoragePools()).map(async (pool) => {
      if (pool.name === poolName(installation)) return null;
      try {
        const { state, capacity, available } = await pool.getInfo();
        if (state !== StoragePoolState.RUNNING) return null;
        const path = parseXml(poolDocument, `pool ${pool.name}`, await pool.getXMLDesc()).pool.target?.path;
        if (path === undefined) return null;
        return { name: pool.name, path, poolGiB: inGiB(capacity), poolFreeGiB: inGiB(available) };
      } catch (error) {
        if (isLibvirtError(error) && error.kind === 'libvirt') return null;
        throw error;
      }
    }),
  );
  return found.filter((pool) => pool !== null);
}

export async function findOtherPool(connection: Connection, name: string): Promise<StoragePool | null> {
  try {
    return await connection.storagePoolLookupByName(name);
  } catch (error) {
    if (isLibvirtError(error, ErrorCode.NO_STORAGE_POOL)) return null;
    throw error;
  }
}

/** A running pool by its name. */
export async function otherPool(connection: Connection, name: string): Promise<StoragePool> {
  const pool = await findOtherPool(connection, name);
  if (pool === null) {
    throw new ConsoleError('not-found', `The host has no storage pool "${name}".`, {
      fix: 'See virsh pool-list --all.',
    });
  }
  if ((await pool.getInfo()).state === StoragePoolState.RUNNING) return pool;
  throw new ConsoleError('conflict', `The storage pool "${name}" is not running.`, {
    fix: `Start it: virsh pool-start ${name}`,
  });
}
