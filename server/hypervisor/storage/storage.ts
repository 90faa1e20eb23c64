import { installationPrefix, isAddedVolumeOf, poolName } from '../names.ts';
import { ErrorCode, isLibvirtError, type StoragePool, type StorageVol } from 'node-libvirt';
import { ConsoleError } from '../../../lib/contract/error.ts';
import type { Check } from '../../../lib/contract/host.ts';
import type { HostPool } from '../../../lib/contract/host-resources.ts';
import type { DiskBase, FileReaders, HostStorage, SerialLogPart } from '../api.ts';
import type { ReconnectingConnection } from '../connection/reconnecting-connection.ts';
import { SharedRead } from '../../locks/shared-read.ts';
import type { HostTarget } from '../read-host.ts';
import { ReadWriteLock } from '../../locks/read-write-lock.ts';
import {
  checkPool,
  ensurePool,
  findPool,
  poolFolder,
  poolPath,
  refreshPool,
  removePoolIfEmpty,
  runningPool,
  startedPool,
} from './pool.ts';
import { Images, lengthOf } from './images.ts';
import { Layers } from './layers.ts';
import { findOtherPool, listPools, otherPool } from './other-pools.ts';
import { type LogPosition, SerialLogs } from './serial-log.ts';
import { download, ensureDisk, ensureFile, readFile, removeVolumes } from './volumes.ts';

/**
 * The installation's pool and its volumes. Creating and filling volumes is shared; refreshing and removing the pool
 * are exclusive, because libvirt refuses them, or loses track, meanwhile.
 */
export class Storage implements HostStorage {
  readonly #connection: ReconnectingConnection;
  readonly #installation: string;
  readonly #images: string;
  readonly #lock = new ReadWriteLock();
  readonly #serialLogs = new SerialLogs({
    find: (path) => this.#volumeAt(path),
    refresh: () => this.freshPool(),
  });
  readonly images = new Images({
    withPool: (doing, work) => this.#withPool(doing, work),
    freshPool: () => this.freshPool(),
  });
  readonly layers = new Layers({
    nameIn: ({ pool, name }) => (pool === null ? name : this.#elsewhere(name)),
    withPool: (doing, { pool }, work) =>
      pool === null
        ? this.#withPool(doing, work)
        : this.#connection.use(doing, async (connection) => work(await otherPool(connection, pool))),
    withFreshPool: (doing, { pool }, work) =>
      pool === null
        ? this.#exclusively(doing, work)
        : this.#connection.use(doing, async (connection) => {
            const other = await findOtherPool(connection, pool);
            if (other === null) return null;
            await refreshPool(other);
            return work(other);
          }),
  });
  readonly #looks = new SharedRead(() => this.#look());

  constructor(
    connection: ReconnectingConnection,
    { installation, images }: Pick<HostTarget, 'installation' | 'images'>,
  ) {
    this.#connection = connection;
    this.#installation = installation;
    this.#images = images;
  }

  ensurePool(): Promise<void> {
    return this.#connection.use('preparing the storage pool', (connection) =>
      this.#lock.exclusive(async () => {
        await ensurePool(connection, this.#installation, this.#images);
      }),
    );
  }

  check(): Promise<void> {
    return this.#connection.use('looking at the storage pools', (connection) =>
      checkPool(connection, this.#installation, this.#images),
    );
  }

  /** The result as one of the host's checks. */
  async problem(): Promise<Omit<Check, 'id'> | null> {
    try {
      await this.check();
      return null;
    } catch (error) {
      if (!(error instanceof ConsoleError) || error.code !== 'conflict') throw error;
      return { title: 'Storage pool of nodes', status: 'fail', reason: error.message, fix: error.fix };
    }
  }

  ensureFile(name: string, bytes: Uint8Array, readers: FileReaders = 'everybody'): Promise<string> {
    return this.#withPool(`writing volume ${name}`, (pool) => ensureFile(pool, name, bytes, readers));
  }

  readFile(name: string): Promise<Buffer | null> {
    return this.#connection.use(`reading volume ${name}`, async (connection) => {
      const pool = await startedPool(connection, this.#installation);
      return pool === null ? null : readFile(pool, name);
    });
  }

  ensureDisk(name: string, gibibytes: number, base?: DiskBase): Promise<string> {
    return this.#withPool(`making disk ${name}`, (pool) => ensureDisk(pool, name, gibibytes, base));
  }

  ensureDiskIn(pool: string, name: string, gibibytes: number, base?: DiskBase): Promise<string> {
    return this.#connection.use(`making disk ${name}`, async (connection) =>
      ensureDisk(await otherPool(connection, pool), this.#elsewhere(name), gibibytes, base),
    );
  }

  volumesOf(pool: string): Promise<{ name: string; bytes: number }[]> {
    return this.#connection.use(`listing the pool ${pool}`, async (connection) => {
      const other = await otherPool(connection, pool);
      await refreshPool(other);
      const volumes = await other.listAllVolumes();
      return Promise.all(
        volumes.map(async (volume) => ({ name: volume.name, bytes: await lengthOf(volume) })),
      );
    });
  }

  readFrom(
    pool: string,
    name: string,
    { offset, length }: { offset: number; length: number },
  ): Promise<Buffer> {
    return this.#connection.use(`reading volume ${name}`, async (connection) =>
      download(await (await otherPool(connection, pool)).storageVolLookupByName(name), offset, length),
    );
  }

  removeFrom(pool: string, name: string): Promise<void> {
    return this.#connection.use(`removing volume ${name}`, async (connection) => {
      const other = await findOtherPool(connection, pool);
      if (other === null) return;
      await refreshPool(other);
      await removeVolumes(other, [this.#elsewhere(name)]);
    });
  }

  addedElsewhere(node: string): Promise<{ pool: string; name: string }[]> {
    const own = this.#elsewhere('');
    return this.#connection.use('looking for disks in pools of others', async (connection) => {
      const found: { pool: string; name: string }[] = [];
      for (const pool of await connection.listAllStoragePools()) {
        if (pool.name === poolName(this.#installation)) continue;
        // One that is stopped, or gone meanwhile, has no volumes that could be removed.
        const volumes = await pool.listAllVolumes().catch(noneOfLibvirt);
        const names = volumes.map(({ name }) => name).filter((name) => name.startsWith(own));
        for (const name of names.map((each) => each.slice(own.length)))
          if (isAddedVolumeOf(node, name)) found.push({ pool: pool.name, name });
      }
      return found;
    });
  }

  pathIn(pool: string, name: string): Promise<string> {
    return this.#connection.use(`finding volume ${name}`, async (connection) => {
      const folder = await poolFolder(await otherPool(connection, pool));
      return `${folder ?? ''}/${this.#elsewhere(name)}`;
    });
  }

  /** In a pool of others, a volume's name says whose it is. */
  readonly #elsewhere = (name: string): string => `${installationPrefix(this.#installation)}-${name}`;

  pools(): Promise<HostPool[]> {
    return this.#connection.use('listing storage pools', (connection) =>
      listPools(connection, this.#installation),
    );
  }

  volumePath(name: string): Promise<string> {
    return this.#connection.use(
      `finding volume ${name}`,
      async (connection) => `${await poolPath(connection, this.#installation, this.#images)}/${name}`,
    );
  }

  async removeVolumes(names: readonly string[]): Promise<void> {
    await this.#exclusively('removing volumes', (pool) => removeVolumes(pool, names));
  }

  removePoolIfEmpty(): Promise<boolean> {
    return this.#connection.use('removing the storage pool', (connection) =>
      this.#lock.exclusive(() => removePoolIfEmpty(connection, this.#installation)),
    );
  }

  readSerialLog(path: string, position: LogPosition): Promise<SerialLogPart> {
    return this.#connection.use(`reading the serial log ${path}`, () =>
      this.#serialLogs.read(path, position),
    );
  }

  /** Names of the pools and volumes that the console has created. */
  leftovers(): Promise<{ pools: string[]; volumes: string[] }> {
    return this.#connection.use('listing volumes', async (connection) => {
      const pool = await findPool(connection, this.#installation);
      if (pool === null) return { pools: [], volumes: [] };
      const fresh = await this.freshPool();
      const volumes = fresh === null ? [] : await fresh.listAllVolumes();
      return { pools: [pool.name], volumes: volumes.map(({ name }) => name).sort() };
    });
  }

  async ownVolumes(): Promise<readonly string[]> {
    return (await this.leftovers()).volumes;
  }

  /** The pool, freshly refreshed; null if it does not exist. */
  freshPool(): Promise<StoragePool | null> {
    return this.#looks.fresh();
  }

  #look(): Promise<StoragePool | null> {
    return this.#connection.use('looking at the storage pool', (connection) =>
      this.#lock.exclusive(async () => {
        const pool = await startedPool(connection, this.#installation);
        if (pool !== null) await refreshPool(pool);
        return pool;
      }),
    );
  }

  #volumeAt(path: string): Promise<StorageVol | null> {
    return this.#connection.use(`finding ${path}`, async (connection) => {
      try {
        return await connection.storageVolLookupByPath(path);
      } catch (error) {
        if (isLibvirtError(error, ErrorCode.NO_STORAGE_VOL)) return null;
        throw error;
      }
    });
  }

  /** With the pool refreshed, and nobody else in it; null if it is not defined. */
  #exclusively<Result>(doing: string, work: (pool: StoragePool) => Promise<Result>): Promise<Result | null> {
    return this.#connection.use(doing, (connection) =>
      this.#lock.exclusive(async () => {
        const pool = await startedPool(connection, this.#installation);
        if (pool === null) return null;
        await refreshPool(pool);
        return work(pool);
      }),
    );
  }

  /** The pool may have been removed with the last node since the caller ensured it: it is then recreated. */
  #withPool<Result>(doing: string, work: (pool: StoragePool) => Promise<Result>): Promise<Result> {
    return this.#connection.use(doing, async (connection) => {
      const done = await this.#lock.shared(async () => {
        const pool = await runningPool(connection, this.#installation);
        return pool === null ? null : { result: await work(pool) };
      });
      if (done !== null) return done.result;
      return this.#lock.exclusive(async () =>
        work(await ensurePool(connection, this.#installation, this.#images)),
      );
    });
  }
}

function noneOfLibvirt(error: unknown): StorageVol[] {
  if (isLibvirtError(error) && error.kind === 'libvirt') return [];
  throw error;
}
