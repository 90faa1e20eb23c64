/** Whose a file is, as libvirt says it. */
export interface FileOwner {
  readonly owner: string;
  readonly group: string;
  readonly mode: string;
}

/** A file in which a domain's firmware or TPM keeps what it remembers. */
interface StateFile extends FileOwner {
  readonly bytes: number;
}

/** Where a node's disk is, and what the names of its layers begin with. */
export interface DiskPlace {
  /** Null is the console's own pool. */
  readonly pool: string | null;
  readonly name: string;
}

/** A volume that is a node's disk, or what its disk was at a checkpoint. */
export interface Layer {
  readonly name: string;
  readonly path: string;
  /** Path of what it is based on; null if it stands by itself. */
  readonly base: string | null;
  /** What it takes on the host. */
  readonly bytes: number;
}

/** A layer that goes, by the name of its volume, because what it has is written into the one it is based on. */
export interface Merge {
  readonly layer: string;
  readonly into: string;
  /** What is based on it; the layer itself if nothing is. */
  readonly head: string;
}

/** What a domain's firmware and TPM have. */
export interface DomainState {
  /** Null: none yet, as before its first start. */
  readonly nvram: StateFile | null;
  readonly tpm: StateFile | null;
}

/** Names of the volumes with the copies. */
export interface StateCopies {
  readonly nvram: string;
  readonly tpm: string;
}

/**
 * Points that a domain can go back to. The disk of one is never copied: it becomes the base of a new layer, which the
 * domain writes to from then on. Firmware variables and TPM state, which are small, are copied.
 */
export interface HostCheckpoints {
  /** The disk and all layers. */
  layers(place: DiskPlace): Promise<Layer[]>;
  /** The name of the volume that the domain writes to. */
  disk(uuid: string): Promise<string>;
  /**
   * Lets the domain go on in a new layer, and resolves to the name of the volume that it wrote to until now, which changes
   * no more. Does nothing if that was done. A running domain has to be paused for it to match a copy of its state.
   */
  freeze(uuid: string, place: DiskPlace, layer: string): Promise<string>;
  /** Makes a layer over a volume that is there, or keeps one that exists; resolves to its name. */
  addLayer(place: DiskPlace, layer: string, base: string): Promise<string>;
  /** Makes a volume the disk of a domain that is off, and gives up its saved memory. */
  useLayer(uuid: string, place: DiskPlace, name: string): Promise<void>;
  /** Makes a disk that is a copy of a volume, and is based on nothing, in place of one that an interrupted copy left. */
  copyDisk(from: DiskPlace, name: string, to: DiskPlace): Promise<void>;
  /**
   * Merges a layer into the one it is based on, of a domain that is on or off, and whatever its disk is. Then neither the
   * domain nor another layer is based on it. Does nothing if that was done.
   */
  merge(uuid: string, place: DiskPlace, merge: Merge): Promise<void>;
  /** Does nothing for those that are gone. */
  removeLayers(place: DiskPlace, layers: readonly string[]): Promise<void>;
  /** What there is to copy. */
  state(uuid: string): Promise<DomainState>;
  /** Copies firmware variables and TPM state; replaces earlier copies. */
  saveState(uuid: string, copies: StateCopies): Promise<void>;
  /** Puts copies back, of a domain that is off; what `saved` has none of is removed. */
  putState(uuid: string, copies: StateCopies, saved: DomainState): Promise<void>;
}
