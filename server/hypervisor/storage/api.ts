/** Of a file on QEMU's command line, which libvirt does not hand over to QEMU's user: everybody. */
export type FileReaders = 'everybody' | 'domain';

/** What a disk begins with; it is never changed. */
export interface DiskBase {
  readonly path: string;
  readonly format: 'raw' | 'qcow2';
}

/** Bytes on their way into a volume. */
export interface VolumeWriter {
  /** Resolves when the host takes more. */
  write(bytes: Uint8Array): Promise<void>;
  /** Resolves when the host has all of them. */
  end(): Promise<void>;
  /** Removes the volume; does nothing after `end`. */
  abort(): Promise<void>;
}

/** Volumes with images of the installation. */
export interface HostImages {
  /** Free space for them, in bytes. */
  free(): Promise<number>;
  /** The names and lengths of all images. */
  list(): Promise<{ readonly name: string; readonly bytes: number }[]>;
  /** Replaces an image of that name, which nobody may use. */
  create(name: string, bytes: number): Promise<VolumeWriter>;
  /** Its first bytes. */
  head(name: string, bytes: number): Promise<Buffer>;
  /** Does nothing if there is none. */
  remove(name: string): Promise<void>;
}

/**
 * The installation's storage pool: a directory pool below libvirt's image folder. It holds CA lists, disks and serial
 * logs, so that users other than root can also reach them through libvirt.
 */
export interface HostStorage {
  /** Rejects when something else on the host, such as another pool, prevents storing anything. */
  check(): Promise<void>;
  ensurePool(): Promise<void>;
  removePoolIfEmpty(): Promise<boolean>;
  /** Creates a volume with these bytes, or keeps one of the same name and length. Returns its path. */
  ensureFile(name: string, bytes: Uint8Array, readers?: FileReaders): Promise<string>;
  /** The bytes of a volume; null if it does not exist. Only for small ones: rejects beyond 1 MiB. */
  readFile(name: string): Promise<Buffer | null>;
  /** Creates an empty qcow2 disk, or one that begins as a copy of `base`, of which it stores only what changes. Returns its path. */
  ensureDisk(name: string, gibibytes: number, base?: DiskBase): Promise<string>;
  readonly images: HostImages;
  /** The volumes of a pool of somebody else, with the lengths of their files. */
  volumesOf(pool: string): Promise<{ readonly name: string; readonly bytes: number }[]>;
  /** Bytes of such a volume. */
  readFrom(
    pool: string,
    name: string,
    part: { readonly offset: number; readonly length: number },
  ): Promise<Buffer>;
  /** In another pool than the console's own; there, names begin with that of the installation. */
  ensureDiskIn(pool: string, name: string, gibibytes: number, base?: DiskBase): Promise<string>;
  /** Removes such a volume; does nothing if it or the pool is gone. */
  removeFrom(pool: string, name: string): Promise<void>;
  /** Disks that a node was given in pools of others, by the names that `removeFrom` takes. */
  addedElsewhere(node: string): Promise<{ readonly pool: string; readonly name: string }[]>;
  /** Where such a volume is or would be. */
  pathIn(pool: string, name: string): Promise<string>;
  /** Where a volume of this name is or would be. */
  volumePath(name: string): Promise<string>;
  /** Names of the volumes in the console's own pool. */
  ownVolumes(): Promise<readonly string[]>;
  removeVolumes(names: readonly string[]): Promise<void>;
}
