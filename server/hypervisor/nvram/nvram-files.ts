import { basename, dirname } from 'node:path';
import { finished } from 'node:stream/promises';
import { setTimeout as pause } from 'node:timers/promises';
import {
  type Connection,
  ErrorCode,
  isLibvirtError,
  type StoragePool,
  StoragePoolState,
  type StorageVol,
} from 'node-libvirt';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { KeyedMutex } from '../../locks/keyed-mutex.ts';
import { withDeadline } from '../connection/deadlines.ts';
import { poolName } from '../names.ts';
import { poolFolder, refreshPool } from '../storage/pool.ts';
import { folderPoolXml } from '../xml/storage.ts';

/** Firmware volumes have at most a few MiB. */
const MOST_BYTES = 16 * 1024 * 1024;
const ATTEMPTS = 20;
const PAUSE_MS = 100;
/** Another console of the host has its pool over the folder, or has just closed it. */
const AMID_ANOTHER: ReadonlySet<number> = new Set<number>([
  ErrorCode.NO_STORAGE_POOL,
  ErrorCode.OPERATION_FAILED,
  ErrorCode.OPERATION_INVALID,
]);

/**
 * The domains' NVRAM files. They belong to QEMU's user in a folder that only root may enter, so that even on the same
 * machine they are read through libvirt: as volumes of a pool over their folder, which exists for as long as that takes.
 */
export class NvramFiles {
  readonly #pool: string;
  readonly #mutex = new KeyedMutex();

  constructor(installation: string) {
    this.#pool = `${poolName(installation)}-nvram`;
  }

  /** Null if there is no such file. */
  read(connection: Connection, path: string): Promise<Buffer | null> {
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
      return Buffer.concat(chunks);
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

  #withVolume<Result>(
    connection: Connection,
    path: string,
    work: (volume: StorageVol | null) => Promise<Result>,
  ): Promise<Result> {
    // The pool has one name, whatever folder it is over.
    return this.#mutex.run(this.#pool, async () => {
      for (let attempt = 1; ; attempt++) {
        try {
          return await this.#once(connection, path, work);
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
    work: (volume: StorageVol | null) => Promise<Result>,
  ): Promise<Result> {
    const { pool, isOurs } = await this.#poolOver(connection, dirname(path));
    try {
      return await work(await volumeIn(pool, basename(path)));
    } finally {
      if (isOurs) await close(pool);
    }
  }

  /** libvirt refuses a second pool over the same folder. */
  async #poolOver(connection: Connection, folder: string): Promise<{ pool: StoragePool; isOurs: boolean }> {
    for (const pool of await connection.listAllStoragePools()) {
      // Left by a console that was killed meanwhile.
      if (pool.name === this.#pool) await close(pool);
      else if ((await poolFolder(pool)) === folder) {
        if ((await pool.getInfo()).state !== StoragePoolState.RUNNING) throw stopped(pool.name, folder);
        await refreshPool(pool);
        return { pool, isOurs: false };
      }
    }
    return { pool: await connection.storagePoolCreateXML(folderPoolXml(this.#pool, folder)), isOurs: true };
  }
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
