import type { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { ErrorCode, isLibvirtError, type StoragePool, StoragePoolState, type StorageVol } from 'node-libvirt';
import { ConsoleError } from '../../../lib/contract/error.ts';
import type {
  HostPoolAction,
  HostPoolRequest,
  HostVolume,
  HostVolumeRequest,
} from '../../../lib/contract/host-pool.ts';
import { withDeadline } from '../connection/deadlines.ts';
import type { ReconnectingConnection } from '../connection/reconnecting-connection.ts';
import { lengthOf } from '../storage/images.ts';
import { findOtherPool } from '../storage/other-pools.ts';
import { refreshPool } from '../storage/pool.ts';
import { element, serialize } from '../xml/element.ts';
import { folderPoolXml } from '../xml/storage.ts';
import type { AnyStorage, VolumeAddress } from './api.ts';
import { readVolumes } from './volumes.ts';

/** How long a list of volumes counts as new. */
const FRESH_MS = 2_000;
/** A copy takes as long as its bytes do. */
const COPY = { timeout: 3_600_000 };

/** Pools of a host and their volumes, whoever made them. */
export class HostAnyStorage implements AnyStorage {
  readonly #connection: ReconnectingConnection;
  /** When the volumes of a pool were last looked at, by whomever. */
  readonly #refreshed = new Map<string, number>();

  constructor(connection: ReconnectingConnection) {
    this.#connection = connection;
  }

  createPool({ name, path, autostart }: HostPoolRequest): Promise<void> {
    return this.#connection.use(`making the pool ${name}`, async (connection) => {
      if ((await findOtherPool(connection, name)) !== null)
        throw new ConsoleError('conflict', `The host has a pool "${name}" already.`, {
          ...{ fix: 'Choose another name.', errors: [{ field: 'name', message: 'is taken' }] },
        });
      const pool = await connection.storagePoolDefineXML(folderPoolXml(name, path));
      try {
        await pool.build();
        await pool.create();
        await pool.setAutostart(autostart);
      } catch (error) {
        await pool.undefine();
        throw error;
      }
    });
  }

  actOnPool(pool: string, action: HostPoolAction): Promise<void> {
    return this.#pool(pool, 'switching', async (found) => {
      if (action === 'start') await found.create();
      else if (action === 'stop') await found.destroy();
      else if (action === 'refresh') await refreshPool(found);
      else await found.setAutostart(action === 'autostart');
    });
  }

  removePool(pool: string): Promise<void> {
    return this.#pool(pool, 'removing', async (found) => {
      const persistent = await found.isPersistent();
      if (await found.isActive()) await found.destroy();
      if (persistent) await found.undefine();
    });
  }

  volumes(pool: string): Promise<HostVolume[]> {
    return this.#connection.use(`listing the pool ${pool}`, async (connection) => {
      const found = await findOtherPool(connection, pool);
      if (found === null) throw unknownPool(pool);
      if ((await found.getInfo()).state !== StoragePoolState.RUNNING) return [];
      if (!this.#isFresh(pool)) await refreshPool(found);
      return readVolumes(connection, found);
    });
  }

  createVolume(pool: string, { name, bytes, format }: HostVolumeRequest): Promise<void> {
    return this.#pool(pool, `making the volume ${name} in`, async (found) => {
      await found.storageVolCreateXML(volumeXml({ name, bytes, format }));
    });
  }

  cloneVolume(volume: VolumeAddress, name: string): Promise<void> {
    return this.#pool(volume.pool, `copying the volume ${volume.name} of`, async (pool) => {
      const source = await pool.storageVolLookupByName(volume.name);
      const { capacity } = await source.getInfo();
      const format = /<format type='([^']+)'/.exec(await source.getXMLDesc())?.[1] ?? 'raw';
      await pool.storageVolCreateXMLFrom(volumeXml({ name, bytes: capacity, format }), source, 0, COPY);
    });
  }

  resizeVolume(volume: VolumeAddress, bytes: number): Promise<void> {
    return this.#volume(volume, 'resizing', async (found) => {
      const { capacity } = await found.getInfo();
      if (BigInt(bytes) < capacity)
        throw new ConsoleError('conflict', `${volume.name} has ${capacity} bytes: it can only grow.`, {
          fix: 'Choose a larger size.',
        });
      await found.resize(BigInt(bytes));
    });
  }

  removeVolume(volume: VolumeAddress): Promise<void> {
    return this.#volume(volume, 'removing', (found) => found.delete());
  }

  write(volume: VolumeAddress, offset: number, bytes: Uint8Array): Promise<void> {
    return this.#volume(volume, 'writing', async (found) => {
      const place = { offset: BigInt(offset), length: BigInt(bytes.length) };
      const stream = withDeadline(await found.upload(place));
      stream.end(bytes);
      await finished(stream);
    });
  }

  read(volume: VolumeAddress): Promise<{ bytes: number; stream: Readable }> {
    return this.#volume(volume, 'reading', async (found) => ({
      bytes: await lengthOf(found),
      stream: await found.download(),
    }));
  }

  /** libvirt reports a refresh; false when it was one of ours, or follows another one closely. */
  noteRefresh(pool: string): boolean {
    return !this.#isFresh(pool);
  }

  /** Whether it was just refreshed; otherwise it is about to be. Two consoles do not answer each other's refreshes for ever. */
  #isFresh(pool: string): boolean {
    const present = performance.now();
    const isFresh = present - (this.#refreshed.get(pool) ?? -Infinity) < FRESH_MS;
    if (!isFresh) this.#refreshed.set(pool, present);
    return isFresh;
  }

  #pool<Result>(name: string, doing: string, work: (pool: StoragePool) => Promise<Result>): Promise<Result> {
    return this.#connection.use(`${doing} the pool ${name}`, async (connection) => {
      const pool = await findOtherPool(connection, name);
      if (pool === null) throw unknownPool(name);
      return refusedAsConflict(name, () => work(pool));
    });
  }

  #volume<Result>(
    { pool, name }: VolumeAddress,
    doing: string,
    work: (volume: StorageVol) => Promise<Result>,
  ): Promise<Result> {
    return this.#pool(pool, `${doing} the volume ${name} of`, async (found) => {
      const volume = await found.storageVolLookupByName(name).catch((error: unknown) => {
        if (!isLibvirtError(error, ErrorCode.NO_STORAGE_VOL)) throw error;
        throw new ConsoleError('not-found', `The pool ${pool} has no volume "${name}".`, {
          fix: 'It may have been removed meanwhile.',
        });
      });
      return work(volume);
    });
  }
}

const CONFLICTS = [ErrorCode.OPERATION_INVALID, ErrorCode.STORAGE_VOL_EXIST];

async function refusedAsConflict<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!CONFLICTS.some((code) => isLibvirtError(error, code)) || !(error instanceof Error)) throw error;
    throw new ConsoleError('conflict', `${name}: ${error.message}`, {
      fix: 'Look at its present state.',
      cause: error,
    });
  }
}

const unknownPool = (name: string): ConsoleError =>
  new ConsoleError('not-found', `The host has no storage pool "${name}".`, { fix: 'Check its name.' });

const volumeXml = ({
  name,
  bytes,
  format,
}: {
  readonly name: string;
  readonly bytes: number | bigint;
  readonly format: string;
}): string =>
  serialize(
    element(
      'volume',
      {},
      element('name', {}, name),
      element('capacity', { unit: 'bytes' }, String(bytes)),
      element('allocation', { unit: 'bytes' }, 0),
      element('target', {}, element('format', { type: format })),
    ),
  );
