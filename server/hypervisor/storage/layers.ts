import { ErrorCode, isLibvirtError, type StoragePool, type StorageVol } from 'node-libvirt';
import { ConsoleError } from '../../../lib/contract/error.ts';
import type { DiskPlace, Layer } from '../checkpoints/api.ts';
import { diskVolume, isLayerOf, layerVolume } from '../names.ts';
import { layerVolumeXml } from '../xml/storage.ts';
import { deleteVolume, findVolume } from './volumes.ts';

/** The part of the storage that layers need. */
export interface LayerAccess {
  /** What the name of a disk there begins with. */
  readonly nameIn: (place: DiskPlace) => string;
  readonly withPool: <Result>(
    doing: string,
    place: DiskPlace,
    work: (pool: StoragePool) => Promise<Result>,
  ) => Promise<Result>;
  /** With what is in the pool read again. */
  readonly withFreshPool: <Result>(
    doing: string,
    place: DiskPlace,
    work: (pool: StoragePool) => Promise<Result>,
  ) => Promise<Result | null>;
}

/** An hour: a slow disk with a hundred GiB. */
const COPY_MS = 3_600_000;

/** The volumes that make up a node's disk. */
export class Layers {
  readonly #access: LayerAccess;

  constructor(access: LayerAccess) {
    this.#access = access;
  }

  async list(place: DiskPlace): Promise<Layer[]> {
    const name = this.#access.nameIn(place);
    const found = await this.#access.withFreshPool('listing the layers of a disk', place, async (pool) =>
      Promise.all(
        (await pool.listAllVolumes()).filter((volume) => isLayerOf(name, volume.name)).map(described),
      ),
    );
    return (found ?? [])
      .filter((layer) => layer !== null)
      .sort((one, other) => (one.name < other.name ? -1 : 1));
  }

  nameOf(place: DiskPlace, layer: string): string {
    return layerVolume(this.#access.nameIn(place), layer);
  }

  /** Its path. */
  pathOf(place: DiskPlace, name: string): Promise<string> {
    return this.#access.withPool(`finding volume ${name}`, place, async (pool) =>
      (await pool.storageVolLookupByName(name)).getPath(),
    );
  }

  /** Makes a layer of that id over a volume. Resolves to its path. */
  add(place: DiskPlace, layer: string, base: string): Promise<string> {
    const name = this.nameOf(place, layer);
    return this.#access.withPool(`making disk ${name}`, place, async (pool) => {
      const existing = await findVolume(pool, name);
      if (existing !== null) return existing.getPath();
      const below = await findVolume(pool, base);
      if (below === null) {
        throw new ConsoleError('conflict', `the volume ${base} is no longer in the pool ${pool.name}`, {
          fix: 'Somebody removed it on the host: delete the checkpoint.',
        });
      }
      const { capacity } = await below.getInfo();
      const xml = layerVolumeXml(name, capacity, { path: await below.getPath(), format: 'qcow2' });
      return (await pool.storageVolCreateXML(xml)).getPath();
    });
  }

  /** A disk that is a copy of a volume, and is based on nothing. */
  copy(from: DiskPlace, name: string, to: DiskPlace): Promise<void> {
    const copy = diskVolume(this.#access.nameIn(to));
    return this.#access.withPool(`copying disk ${name} to ${copy}`, from, async (source) => {
      const volume = await source.storageVolLookupByName(name);
      const { capacity } = await volume.getInfo();
      const copied = async (pool: StoragePool): Promise<void> => {
        const existing = await findVolume(pool, copy);
        if (existing !== null) await deleteVolume(existing);
        const xml = layerVolumeXml(copy, capacity, null);
        await pool.storageVolCreateXMLFrom(xml, volume, 0, { timeout: COPY_MS });
      };
      // Never twice in the same pool, whose lock somebody may wait for in between.
      await (from.pool === to.pool
        ? copied(source)
        : this.#access.withPool(`making disk ${copy}`, to, copied));
    });
  }

  async remove(place: DiskPlace, names: readonly string[]): Promise<void> {
    await this.#access.withFreshPool('removing layers of a disk', place, async (pool) => {
      for (const name of names) {
        const volume = await findVolume(pool, name);
        if (volume !== null) await deleteVolume(volume);
      }
    });
  }
}

async function described(volume: StorageVol): Promise<Layer | null> {
  try {
    const [xml, path, info] = await Promise.all([volume.getXMLDesc(), volume.getPath(), volume.getInfo()]);
    const base = /<backingStore>\s*<path>([^<]+)<\/path>/.exec(xml)?.[1] ?? null;
    return { name: volume.name, path, base, bytes: Number(info.allocation) };
  } catch (error) {
    // Removed meanwhile.
    if (isLibvirtError(error, ErrorCode.NO_STORAGE_VOL)) return null;
    throw error;
  }
}
