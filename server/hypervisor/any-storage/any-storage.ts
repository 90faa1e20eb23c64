import type { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { ErrorCode, isLibvirtError, type StoragePool, StoragePoolState, type StorageVol } from 'node-libvirt';
import { ConsoleError } from '../../../lib/contract/error.ts';
import type { HostObjectAction } from '../../../lib/contract/host-network.ts';
import type { HostPoolRequest, HostVolume, HostVolumeRequest } from '../../../lib/contract/host-pool.ts';
import { withDeadline } from '../connection/deadlines.ts';
import type { ReconnectingConnection } from '../connection/reconnecting-connection.ts';
import { lengthOf } from '../storage/images.ts';
import { findOtherPool } from '../storage/other-pools.ts';
import { refreshPool } from '../storage/pool.ts';
import { element, serialize } from '../xml/element.ts';
import { folderPoolXml } from '../xml/storage.ts';
import type { AnyStorage, VolumeAddress } from './api.ts';
import { readVolumes } from './volumes.ts';

/** Pools of a host and their volumes, whoever made them. */
export class HostAnyStorage implements AnyStorage {
  readonly #connection: ReconnectingConnection;

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

  actOnPool(pool: string, action: HostObjectAction): Promise<void> {
    return this.#pool(pool, 'switching', async (found) => {
      if (action === 'start') await found.create();
      else if (action === 'stop') await found.destroy();
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
      await refreshPool(found);
      return readVolumes(connection, found);
    });
  }

  createVolume(pool: string, { name, bytes, format }: HostVolumeRequest): Promise<void> {
    return this.#pool(pool, `making the volume ${name} in`, async (found) => {
      await found.storageVolCreateXML(
        serialize(
          element(
            'volume',
            {},
            element('name', {}, name),
            element('capacity', { unit: 'bytes' }, bytes),
            element('allocation', { unit: 'bytes' }, 0),
            element('target', {}, element('format', { type: format })),
          ),
        ),
      );
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
