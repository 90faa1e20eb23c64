import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { type LibvirtStream, type StoragePool, type StorageVol, StorageVolInfoFlags } from 'node-libvirt';
import type { HostImages, VolumeWriter } from './api.ts';
import { startDeadline } from '../connection/deadlines.ts';
import { toConsoleError } from '../connection/errors.ts';
import { imageOfVolume, imageVolume } from '../names.ts';
import { imageVolumeXml } from '../xml/storage.ts';
import { deleteVolume, download, findVolume } from './volumes.ts';

/** The part of the storage that images need. */
export interface PoolAccess {
  /** Works on the pool, which exists then; it is neither refreshed nor removed meanwhile. */
  readonly withPool: <Result>(doing: string, work: (pool: StoragePool) => Promise<Result>) => Promise<Result>;
  /** The pool, freshly refreshed; null if it does not exist. */
  readonly freshPool: () => Promise<StoragePool | null>;
}

/** Images in the installation's pool. */
export class Images implements HostImages {
  readonly #access: PoolAccess;

  constructor(access: PoolAccess) {
    this.#access = access;
  }

  async free(): Promise<number> {
    const doing = 'looking at the free space';
    // libvirt measures it when it refreshes or starts the pool.
    const fresh = await this.#access.freshPool();
    const { available } = await this.#access.withPool(doing, (pool) => (fresh ?? pool).getInfo());
    return Number(available);
  }

  async list(): Promise<{ name: string; bytes: number }[]> {
    const pool = await this.#access.freshPool();
    if (pool === null) return [];
    return this.#access.withPool('listing images', async () => {
      const images = (await pool.listAllVolumes()).flatMap((volume) => {
        const name = imageOfVolume(volume.name);
        return name === null ? [] : [{ name, volume }];
      });
      return Promise.all(images.map(async ({ name, volume }) => ({ name, bytes: await lengthOf(volume) })));
    });
  }

  create(name: string, bytes: number): Promise<VolumeWriter> {
    return this.#access.withPool(`making the image ${name}`, async (pool) => {
      const existing = await findVolume(pool, imageVolume(name));
      if (existing !== null) await deleteVolume(existing);
      const volume = await pool.storageVolCreateXML(imageVolumeXml(imageVolume(name), bytes));
      try {
        const stream = await volume.upload({ length: BigInt(bytes) });
        return new Upload(stream, `writing the image ${name}`, () => this.remove(name));
      } catch (error) {
        await deleteVolume(volume);
        throw error;
      }
    });
  }

  head(name: string, bytes: number): Promise<Buffer> {
    return this.#access.withPool(`reading the image ${name}`, async (pool) =>
      download(await pool.storageVolLookupByName(imageVolume(name)), 0, bytes),
    );
  }

  remove(name: string): Promise<void> {
    return this.#access.withPool(`removing the image ${name}`, async (pool) => {
      const volume = await findVolume(pool, imageVolume(name));
      if (volume !== null) await deleteVolume(volume);
    });
  }
}

/** Of the file; the capacity of a qcow2 file is that of its disk. */
export async function lengthOf(volume: StorageVol): Promise<number> {
  return Number((await volume.getInfo(StorageVolInfoFlags.GET_PHYSICAL)).allocation);
}

/** The host has to keep up; how long the caller takes for the next bytes is the caller's affair. */
class Upload implements VolumeWriter {
  readonly #stream: LibvirtStream;
  readonly #doing: string;
  readonly #remove: () => Promise<void>;
  readonly #finished: Promise<void>;
  #ended = false;

  constructor(stream: LibvirtStream, doing: string, remove: () => Promise<void>) {
    this.#stream = stream;
    this.#doing = doing;
    this.#remove = remove;
    this.#finished = finished(stream);
    // It may fail while nobody writes: the next write reports it.
    this.#finished.catch(() => undefined);
  }

  write(bytes: Uint8Array): Promise<void> {
    return this.#inTime(async () => {
      if (this.#stream.write(bytes)) return;
      await Promise.race([once(this.#stream, 'drain'), this.#finished]);
    });
  }

  async end(): Promise<void> {
    await this.#inTime(async () => {
      this.#stream.end();
      await this.#finished;
    });
    this.#ended = true;
  }

  async abort(): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    this.#stream.destroy();
    await this.#finished.catch(() => undefined);
    await this.#remove();
  }

  async #inTime(work: () => Promise<void>): Promise<void> {
    const inTime = startDeadline(this.#stream);
    try {
      await work();
    } catch (error) {
      throw toConsoleError(error, this.#doing);
    } finally {
      inTime();
    }
  }
}
