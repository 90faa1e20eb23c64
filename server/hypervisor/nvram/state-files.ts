import { basename, dirname } from 'node:path';
import { finished } from 'node:stream/promises';
import { setTimeout as pause } from 'node:timers/promises';
import {
  type Connection,
  ErrorCode,
  isLibvirtError,
  type StoragePool,
  StoragePoolCreateFlags,
  StoragePoolState,
  type StorageVol,
} from 'node-libvirt';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { KeyedMutex } from '../../locks/keyed-mutex.ts';
import { withDeadline } from '../connection/deadlines.ts';
import { poolName } from '../names.ts';
import { poolFolder, refreshPool } from '../storage/pool.ts';
import { folderPoolXml, ownedFileVolumeXml } from '../xml/storage.ts';
import type { FileOwner } from '../checkpoints/api.ts';

/** Firmware volumes have at most a few MiB. */
const MOST_BYTES = 16 * 1024 * 1024;
/** ENOENT */
const NO_ENTRY = 2;
const ATTEMPTS = 20;
const PAUSE_MS = 100;
/** Another console of the host has its pool over the folder, or has just closed it. */
const AMID_ANOTHER: ReadonlySet<number> = new Set<number>([
  ErrorCode.NO_STORAGE_POOL,
  ErrorCode.OPERATION_FAILED,
  ErrorCode.OPERATION_INVALID,
]);

/**
 * The files in which the domains' firmware and TPM keep what they remember. They belong to QEMU's and the TPM emulator's
 * users in folders that only root may enter, so that even on the same machine they are read through libvirt: as volumes
 * of a pool over their folder, which exists for as long as that takes. QEMU's logs, which are root's, are read so, too.
 */
export class StateFiles {
  readonly #pool: string;
  readonly #mutex = new KeyedMutex();

  constructor(installation: string) {
    this.#pool = `${poolName(installation)}-nvram`;
  }

  /** Null if there is no such file. */
  async read(connection: Connection, path: string): Promise<Buffer | null> {
    return (await this.readOwned(connection, path))?.bytes ?? null;
  }

  /** Null if there is no such file, or folder. */
  readOwned(connection: Connection, path: string): Promise<{ bytes: Buffer; owner: FileOwner } | null> {
    return this.#withVolume(connection, path, async (volume) => {
      if (volume === null) return null;
      const chunks: Buffer[] = [];
      let length = 0;
      for await (const chunk of withDeadline(await volume.download())) {
        if (!Buffer.isBuffer(chunk)) continue;
        length += chunk.length;
        if (length > MOST_BYTES) throw tooLarge(path);
        chunks.push(chunk);
      }
      return { bytes: Buffer.concat(chunks), owner: await ownerOf(volume) };
    });
  }

  /** Overwrites a file, whose length stays the same. */
  write(connection: Connection, path: string, bytes: Buffer): Promise<void> {
    return this.#withVolume(connection, path, async (volume) => {
      if (volume === null) throw new ConsoleError('conflict', `${path} no longer exists`);
      const stream = withDeadline(await volume.upload({ length: BigInt(bytes.length) }));
      stream.end(bytes);
      await finished(stream);
    });
  }

  /** A file with these bytes in place of the one that may be there, whose owner it keeps; makes its folder, too. */
  replace(connection: Connection, path: string, bytes: Buffer, owner: FileOwner): Promise<void> {
    const replaced = async (volume: StorageVol | null, pool: StoragePool | null): Promise<void> => {
      const kept = volume === null ? owner : await ownerOf(volume);
      if (volume !== null) await volume.delete();
      const made = await pool?.storageVolCreateXML(ownedFileVolumeXml(basename(path), bytes.length, kept));
      if (made === undefined) throw new ConsoleError('host-refused', `${dirname(path)} cannot be made`);
      const stream = withDeadline(await made.upload({ length: BigInt(bytes.length) }));
      stream.end(bytes);
      await finished(stream);
    };
    return this.#withVolume(connection, path, replaced, owner);
  }

  /** Does nothing if there is no such file, or folder. */
  remove(connection: Connection, path: string): Promise<void> {
    return this.#withVolume(connection, path, async (volume) => {
      if (volume !== null) await volume.delete();
    });
  }

  #withVolume<Result>(
    connection: Connection,
    path: string,
    work: (volume: StorageVol | null, pool: StoragePool | null) => Promise<Result>,
    owner: FileOwner | null = null,
  ): Promise<Result> {
    // The pool has one name, whatever folder it is over.
    return this.#mutex.run(this.#pool, async () => {
      for (let attempt = 1; ; attempt++) {
        try {
          return await this.#once(connection, path, work, owner);
        } catch (error) {
          if (!isLibvirtError(error) || !AMID_ANOTHER.has(error.code) || attempt === ATTEMPTS) throw error;
          await pause(PAUSE_MS);
        }
      }
    });
  }

  async #once<Result>(
    connection: Connection,
    path: string,
    work: (volume: StorageVol | null, pool: StoragePool | null) => Promise<Result>,
    owner: FileOwner | null,
  ): Promise<Result> {
    const { pool, isOurs } = await this.#poolOver(connection, dirname(path), owner);
    if (pool === null) return work(null, null);
    try {
      return await work(await volumeIn(pool, basename(path)), pool);
    } finally {
      if (isOurs) await close(pool);
    }
  }

  /** libvirt refuses a second pool over the same folder. Null if there is no folder, unless it is made for its owner. */
  async #poolOver(
    connection: Connection,
    folder: string,
    owner: FileOwner | null,
  ): Promise<{ pool: StoragePool | null; isOurs: boolean }> {
    for (const pool of await connection.listAllStoragePools()) {
      // Left by a console that was killed meanwhile.
      if (pool.name === this.#pool) await close(pool);
      else if ((await poolFolder(pool)) === folder) {
        if ((await pool.getInfo()).state !== StoragePoolState.RUNNING) throw stopped(pool.name, folder);
        await refreshPool(pool);
        return { pool, isOurs: false };
      }
    }
    try {
      return { pool: await connection.storagePoolCreateXML(folderPoolXml(this.#pool, folder)), isOurs: true };
    } catch (error) {
      if (!isLibvirtError(error, ErrorCode.SYSTEM_ERROR) || error.details?.int1 !== NO_ENTRY) throw error;
      if (owner === null) return { pool: null, isOurs: false };
      const xml = folderPoolXml(this.#pool, folder, owner);
      const { WITH_BUILD } = StoragePoolCreateFlags;
      return { pool: await connection.storagePoolCreateXML(xml, WITH_BUILD), isOurs: true };
    }
  }
}

async function ownerOf(volume: StorageVol): Promise<FileOwner> {
  const xml = await volume.getXMLDesc();
  const of = (name: string): string => new RegExp(`<${name}>(\\d+)</${name}>`).exec(xml)?.[1] ?? '';
  return { owner: of('owner'), group: of('group'), mode: of('mode') };
}

async function volumeIn(pool: StoragePool, name: string): Promise<StorageVol | null> {
  try {
    return await pool.storageVolLookupByName(name);
  } catch (error) {
    if (isLibvirtError(error, ErrorCode.NO_STORAGE_VOL)) return null;
    throw error;
  }
}

/** Forgets the pool, not its files. libvirt looks at a volume again after it was written, and refuses meanwhile. */
async function close(pool: StoragePool): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await pool.destroy();
      return;
    } catch (error) {
      if (isLibvirtError(error, ErrorCode.NO_STORAGE_POOL)) return;
      if (!isLibvirtError(error, ErrorCode.INTERNAL_ERROR) || attempt === ATTEMPTS) throw error;
      await pause(PAUSE_MS);
    }
  }
}

const tooLarge = (path: string): ConsoleError =>
  new ConsoleError('too-large', `${path} is larger than the NVRAM of any firmware`, {
    fix: 'Correct the <nvram> element of the node’s domain.',
  });

const stopped = (pool: string, folder: string): ConsoleError =>
  new ConsoleError('conflict', `the storage pool ${pool} over ${folder} is not running`, {
    fix: `Start it: virsh pool-start ${pool}`,
  });
