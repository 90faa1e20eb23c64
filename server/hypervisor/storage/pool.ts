import { type Connection, ErrorCode, isLibvirtError, type StoragePool, StoragePoolState } from 'node-libvirt';
import { z } from 'zod';
import { poolName } from '../names.ts';
import { parseXml } from '../xml/parse.ts';
import { poolXml } from '../xml/storage.ts';

/** Where libvirt and its security drivers expect images. */
export const SYSTEM_IMAGES = '/var/lib/libvirt/images';

const poolDocument = z.object({ pool: z.object({ target: z.object({ path: z.string() }) }) });

export async function findPool(connection: Connection, installation: string): Promise<StoragePool | null> {
  try {
    return await connection.storagePoolLookupByName(poolName(installation));
  } catch (error) {
    if (isLibvirtError(error, ErrorCode.NO_STORAGE_POOL)) return null;
    throw error;
  }
}

/** Null unless it can be used at once. */
export async function runningPool(connection: Connection, installation: string): Promise<StoragePool | null> {
  const pool = await findPool(connection, installation);
  return pool !== null && (await pool.getInfo()).state === StoragePoolState.RUNNING ? pool : null;
}

/** Null if it is not defined. One that somebody stopped holds what it held: nothing of that can be seen until it runs. */
export async function startedPool(connection: Connection, installation: string): Promise<StoragePool | null> {
  const pool = await findPool(connection, installation);
  if (pool !== null && (await pool.getInfo()).state !== StoragePoolState.RUNNING) await start(pool);
  return pool;
}

/** The installation's pool: defined, its folder made, started, and started with the host. */
export async function ensurePool(
  connection: Connection,
  installation: string,
  images: string,
): Promise<StoragePool> {
  const present = await startedPool(connection, installation);
  if (present !== null) return present;
  const name = poolName(installation);
  const pool = await connection.storagePoolDefineXML(poolXml(name, `${images}/${name}`));
  await start(pool);
  return pool;
}

/** Every step may have been the last one of an interrupted attempt; building what is built does nothing. */
async function start(pool: StoragePool): Promise<void> {
  await pool.build();
  await pool.create();
  await pool.setAutostart(true);
}

export async function poolPath(
  connection: Connection,
  installation: string,
  images: string,
): Promise<string> {
  const pool = await findPool(connection, installation);
  if (pool === null) return `${images}/${poolName(installation)}`;
  return parseXml(poolDocument, 'a storage pool', await pool.getXMLDesc()).pool.target.path;
}

/** True if it is gone. A pool that holds anything stays, even what libvirt has not looked at yet. */
export async function removePoolIfEmpty(connection: Connection, installation: string): Promise<boolean> {
  const pool = await startedPool(connection, installation);
  if (pool === null) return true;
  await pool.refresh();
  if ((await pool.listAllVolumes()).length > 0) return false;
  await pool.destroy();
  await deleteFolder(pool);
  if (await pool.isPersistent()) await pool.undefine();
  return true;
}

/** Only ever removes an empty folder; one that somebody removed before us is fine. */
async function deleteFolder(pool: StoragePool): Promise<void> {
  try {
    await pool.delete();
  } catch (error) {
    if (isLibvirtError(error, ErrorCode.SYSTEM_ERROR) && error.details?.int1 === ENOENT) return;
    throw error;
  }
}
const ENOENT = 2;
