import type {
  DiskPlace,
  DomainState,
  HostCheckpoints,
  Layer,
  Merge,
  StateCopies,
} from '../hypervisor/api.ts';
import { diskVolume, layerVolume } from '../hypervisor/index.ts';

const FILE = { owner: '1', group: '1', mode: '0600', bytes: 5 };

/** Layers of disks and what firmware and TPM remember, as words. */
export class MemoryCheckpoints implements HostCheckpoints {
  readonly #volumes: Set<string>;
  readonly #nameOf: (uuid: string) => string;
  readonly #disks = new Map<string, string>();
  readonly #bases = new Map<string, string>();
  readonly #written = new Map<string, string>();
  readonly #states = new Map<string, string>();
  readonly #copies = new Map<string, string>();
  /** Runs before something is changed: `save`, `freeze`, `layer`, `use`, `put`, `merge`, `remove`; or after, `merged`. */
  before = (_what: string): Promise<void> => Promise.resolve();

  constructor(volumes: Set<string>, nameOf: (uuid: string) => string) {
    this.#volumes = volumes;
    this.#nameOf = nameOf;
  }

  /** What a guest does: it writes to its disk, and its firmware and TPM remember something. */
  write(uuid: string, text: string): void {
    this.#written.set(this.#diskOf(uuid), text);
    this.#states.set(uuid, text);
  }

  /** What a guest would find on disk, and in firmware and TPM. */
  found(uuid: string): readonly [disk: string, state: string] {
    return [this.#textOf(this.#diskOf(uuid)), this.#states.get(uuid) ?? ''];
  }

  #textOf(name: string): string {
    let layer: string | undefined = name;
    while (layer !== undefined && !this.#written.has(layer)) layer = this.#bases.get(layer);
    return layer === undefined ? '' : (this.#written.get(layer) ?? '');
  }

  #diskOf(uuid: string): string {
    return this.#disks.get(uuid) ?? diskVolume(this.#nameOf(uuid));
  }

  layers = ({ name }: DiskPlace): Promise<Layer[]> =>
    Promise.resolve(
      [...this.#volumes]
        .filter((each) => each.startsWith(`${name}.`) && each.endsWith('.qcow2'))
        .map((each) => ({ name: each, path: each, base: this.#bases.get(each) ?? null, bytes: 1000 })),
    );

  disk = (uuid: string): Promise<string> => Promise.resolve(this.#diskOf(uuid));

  freeze = async (uuid: string, place: DiskPlace, layer: string): Promise<string> => {
    const disk = this.#diskOf(uuid);
    const name = layerVolume(place.name, layer);
    if (disk === name) return this.#bases.get(name) ?? '';
    await this.before('freeze');
    this.#disks.set(uuid, await this.addLayer(place, layer, disk));
    return disk;
  };

  addLayer = async (place: DiskPlace, layer: string, base: string): Promise<string> => {
    const name = layerVolume(place.name, layer);
    if (this.#volumes.has(name)) return name;
    await this.before('layer');
    this.#volumes.add(name);
    this.#bases.set(name, base);
    return name;
  };

  useLayer = async (uuid: string, _place: DiskPlace, name: string): Promise<void> => {
    await this.before('use');
    this.#disks.set(uuid, name);
  };

  copyDisk = async (_from: DiskPlace, name: string, to: DiskPlace): Promise<void> => {
    await this.before('copy');
    const copy = diskVolume(to.name);
    this.#volumes.add(copy);
    this.#written.set(copy, this.#textOf(name));
  };

  merge = async (uuid: string, _place: DiskPlace, { layer, into }: Merge): Promise<void> => {
    await this.before('merge');
    const isOver = [...this.#bases].some(([name, base]) => base === into && name !== layer);
    if (!this.#volumes.has(layer) || this.#diskOf(uuid) === into || isOver) return;
    this.#written.set(into, this.#textOf(layer));
    for (const [name, base] of this.#bases) if (base === layer) this.#bases.set(name, into);
    if (this.#diskOf(uuid) === layer) this.#disks.set(uuid, into);
    await this.before('merged');
  };

  removeLayers = async (_place: DiskPlace, layers: readonly string[]): Promise<void> => {
    await this.before('remove');
    for (const name of layers) {
      this.#volumes.delete(name);
      this.#bases.delete(name);
    }
  };

  state = (uuid: string): Promise<DomainState> => {
    const file = this.#states.has(uuid) ? FILE : null;
    return Promise.resolve({ nvram: file, tpm: file });
  };

  saveState = async (uuid: string, { nvram, tpm }: StateCopies): Promise<void> => {
    await this.before('save');
    for (const name of [nvram, tpm]) {
      this.#volumes.add(name);
      this.#copies.set(name, this.#states.get(uuid) ?? '');
    }
  };

  putState = async (uuid: string, { nvram }: StateCopies, saved: DomainState): Promise<void> => {
    await this.before('put');
    if (saved.nvram === null) this.#states.delete(uuid);
    else this.#states.set(uuid, this.#volumes.has(nvram) ? (this.#copies.get(nvram) ?? '') : 'lost');
  };
}
