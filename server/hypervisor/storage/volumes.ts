import { buffer } from 'node:stream/consumers';
import { finished } from 'node:stream/promises';
import { ErrorCode, isLibvirtError, type StoragePool, type StorageVol } from 'node-libvirt';
import { ConsoleError } from '../../../lib/contract/error.ts';
import type { DiskBase, FileReaders } from './api.ts';
import { withDeadline } from '../connection/deadlines.ts';
import { diskVolumeXml, fileVolumeXml } from '../xml/storage.ts';

const GIB = 1024 ** 3;

export async function findVolume(pool: StoragePool, name: string): Promise<StorageVol | null> {
  try {
    return await pool.storageVolLookupByName(name);
  } catch (error) {
    if (isLibvirtError(error, ErrorCode.NO_STORAGE_VOL)) return null;
    throw error;
  }
}

/** Creates a volume with these bytes, or keeps one of the same name and length. Returns its path. */
export async function ensureFile(
  pool: StoragePool,
  name: string,
  bytes: Uint8Array,
  readers: FileReaders,
): Promise<string> {
  const existing = await findVolume(pool, name);
  if (existing !== null) {
    if ((await existing.getInfo()).capacity === BigInt(bytes.length)) return existing.getPath();
    await deleteVolume(existing);
  }
  const volume = await pool.storageVolCreateXML(fileVolumeXml(name, bytes.length, readers));
  try {
    const stream = withDeadline(await volume.upload({ length: BigInt(bytes.length) }));
    stream.end(bytes);
    await finished(stream);
  } catch (error) {
    // A leftover would have the right length at the next attempt, but different bytes.
    await deleteVolume(volume);
    throw error;
  }
  return volume.getPath();
}

const LARGEST_FILE = 1024 * 1024;

/** The bytes of a small volume; null if it does not exist. */
export async function readFile(pool: StoragePool, name: string): Promise<Buffer | null> {
  const volume = await findVolume(pool, name);
  if (volume === null) return null;
  const { capacity } = await volume.getInfo();
  if (capacity > LARGEST_FILE) {
    throw new ConsoleError(
      'host-refused',
      `volume ${name} has ${capacity} bytes, which nobody expects of it`,
    );
  }
  return buffer(withDeadline(await volume.download()));
}

/** Creates a disk of that size, or keeps one of the same name. Returns its path. */
export async function ensureDisk(
  pool: StoragePool,
  name: string,
  gibibytes: number,
  base?: DiskBase,
): Promise<string> {
  const existing = await findVolume(pool, name);
  if (existing !== null) return existing.getPath();
  const { available, capacity } = await pool.getInfo();
  // A sparse disk may exceed the free space, but not the size of the file system.
  if (BigInt(gibibytes) * BigInt(GIB) > capacity) {
    throw new ConsoleError(
      'no-capacity',
      `a disk of ${gibibytes} GiB does not fit into the host's storage of ${inGiB(capacity)} GiB (${inGiB(available)} GiB free)`,
      { fix: 'Choose a smaller disk or another host.' },
    );
  }
  return (await pool.storageVolCreateXML(diskVolumeXml(name, gibibytes, base))).getPath();
}

const inGiB = (bytes: bigint): string => (Number(bytes) / GIB).toFixed(1);

/** Does nothing if it does not exist. */
export async function deleteVolume(volume: StorageVol): Promise<void> {
  try {
    await volume.delete();
  } catch (error) {
    if (!isLibvirtError(error, ErrorCode.NO_STORAGE_VOL)) throw error;
  }
}

/** The names, and their files rotated by virtlogd: `NAME.0`, `NAME.1` … Requires a refreshed pool. */
export async function removeVolumes(pool: StoragePool, names: readonly string[]): Promise<void> {
  const wanted = new Set(names);
  for (const volume of await pool.listAllVolumes()) {
    if (wanted.has(volume.name.replace(/\.\d{1,3}$/, '')) || wanted.has(volume.name))
      await deleteVolume(volume);
  }
}

/** `length` 0: to the end. */
export async function download(volume: StorageVol, offset = 0, length = 0): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const stream = await volume.download({ offset: BigInt(offset), length: BigInt(length) });
  for await (const chunk of withDeadline(stream)) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  return Buffer.concat(chunks);
}
