import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Connection, ErrorCode, isLibvirtError, type StoragePool, StoragePoolState } from 'node-libvirt';
import { z } from 'zod';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { poolName } from '../names.ts';
import { parseXml } from '../xml/parse.ts';
import { poolXml } from '../xml/storage.ts';

/** Where libvirt and its security drivers expect images. */
export const SYSTEM_IMAGES = '/var/lib/libvirt/images';

const poolDocument = z.object({
  pool: z.object({ '@type': z.string(), target: z.object({ path: z.string().optional() }).optional() }),
});

interface PoolFacts {
  readonly type: string;
  readonly path: string | null;
}

async function factsOf(pool: StoragePool): Promise<PoolFacts> {
  const { '@type': type, target } = parseXml(poolDocument, `pool ${pool.name}`, await pool.getXMLDesc()).pool;
  return { type, path: target?.path ?? null };
}

/** Null for a pool without a folder, or one that cannot be described. */
export function poolFolder(pool: StoragePool): Promise<string | null> {
  return factsOf(pool).then(
    ({ path }) => (path === null ? null : resolve(path)),
    () => null,
  );
}

/** Throws `conflict` when another pool prevents storing anything. */
export async function checkPool(connection: Connection, installation: string, images: string): Promise<void> {
  const own = await findPool(connection, installation);
  const name = poolName(installation);
  if (own !== null) {
    const { type } = await factsOf(own);
    if (type === 'dir') return;
    throw new ConsoleError('conflict', `the host has a storage pool ${name} that is no folder but ${type}`, {
      fix: `Remove or rename it: ${commands(`virsh pool-destroy ${name}`, `virsh pool-undefine ${name}`)}`,
    });
  }
  const folder = `${images}/${name}`;
  for (const pool of await connection.listAllStoragePools()) {
    // An unreadable pool of another program is not known to conflict.
    if ((await poolFolder(pool)) !== folder) continue;
    throw new ConsoleError(
      'conflict',
      `the storage pool ${pool.name} has the folder that the console needs for its own: ${folder}`,
      {
        fix: `Remove that pool, its files stay: ${commands(`virsh pool-destroy ${pool.name}`, `virsh pool-undefine ${pool.name}`)}`,
      },
    );
  }
}

const commands = (...each: string[]): string => each.join('; ');

export async function findPool(connection: Connection, installation: string): Promise<StoragePool | null> {
  try {
    return await connection.storagePoolLookupByName(poolName(installation));
  } catch (error) {
    if (isLibvirtError(error, ErrorCode.NO_STORAGE_POOL)) return null;
    throw error;
  }
}

/** Null unless the pool is running. */
export async function runningPool(connection: Connection, installation: string): Promise<StoragePool | null> {
  const pool = await findPool(connection, installation);
  return pool !== null && (await pool.getInfo()).state === StoragePoolState.RUNNING ? pool : null;
}

/** Null if it is not defined. A stopped pool keeps its volumes, but they are not visible until it runs. */
export async function startedPool(connection: Connection, installation: string): Promise<StoragePool | null> {
  const pool = await findPool(connection, installation);
  if (pool !== null && (await pool.getInfo()).state !== StoragePoolState.RUNNING) await start(pool);
  return pool;
}

/** Defines the installation's pool, creates its folder, starts the pool, and sets it to start with the host. */
export async function ensurePool(
  connection: Connection,
  installation: string,
  images: string,
): Promise<StoragePool> {
  const present = await startedPool(connection, installation);
  if (present !== null) return present;
  await checkPool(connection, installation, images);
  const name = poolName(installation);
  const pool = await connection.storagePoolDefineXML(poolXml(name, `${images}/${name}`));
  await start(pool);
  return pool;
}

/** An earlier attempt may have been interrupted after any step; building an existing pool does nothing. */
async function start(pool: StoragePool): Promise<void> {
  try {
    await pool.build();
    await pool.create();
    await pool.setAutostart(true);
  } catch (error) {
    if (!isLibvirtError(error) || error.kind !== 'libvirt') throw error;
    const path = await poolFolder(pool);
    throw new ConsoleError(
      'host-refused',
      `the storage pool ${pool.name} (${path ?? 'without a folder'}) cannot be started: ${error.message}`,
      {
        fix: `Mount or correct its folder, then: virsh pool-start ${pool.name}. If nothing in it is needed: virsh pool-undefine ${pool.name}`,
        cause: error,
      },
    );
  }
}

export async function poolPath(
  connection: Connection,
  installation: string,
  images: string,
): Promise<string> {
  const pool = await findPool(connection, installation);
  if (pool === null) return `${images}/${poolName(installation)}`;
  return (await factsOf(pool)).path ?? `${images}/${poolName(installation)}`;
}

const REFRESH_ATTEMPTS = 20;
const REFRESH_PAUSE_MS = 100;

/**
 * Refreshes the pool. libvirt refuses that (with an internal error) while a volume in the pool is being created or
 * filled: the console serialises its own work, and waits two seconds for that of other programs.
 */
export async function refreshPool(pool: StoragePool): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await pool.refresh();
      return;
    } catch (error) {
      const isBusy =
        isLibvirtError(error, ErrorCode.INTERNAL_ERROR) && error.message.includes('asynchronous jobs');
      if (!isBusy || attempt === REFRESH_ATTEMPTS) throw error;
      await pause(REFRESH_PAUSE_MS);
    }
  }
}

/** True if the pool no longer exists. Keeps a pool with any content, even files that libvirt has not listed yet. */
export async function removePoolIfEmpty(connection: Connection, installation: string): Promise<boolean> {
  const pool = await startedPool(connection, installation);
  if (pool === null) return true;
  await refreshPool(pool);
  if ((await pool.listAllVolumes()).length > 0) return false;
  await pool.destroy();
  await deleteFolder(pool);
  if (await pool.isPersistent()) await pool.undefine();
  return true;
}

/** Removes the folder only if it is empty; it may already be gone. */
async function deleteFolder(pool: StoragePool): Promise<void> {
  try {
    await pool.delete();
  } catch (error) {
    if (isLibvirtError(error, ErrorCode.SYSTEM_ERROR) && KEEPS_FOLDER.has(error.details?.int1 ?? 0)) return;
    throw error;
  }
}
/** The folder is gone, is a mount point, or contains something other than a volume: ENOENT, EBUSY, ENOTEMPTY. */
const KEEPS_FOLDER = new Set([2, 16, 39]);
