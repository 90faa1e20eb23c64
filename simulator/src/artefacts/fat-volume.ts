import { SimulatorError } from '../error.ts';
import { directoryEntries, type FatEntry, LABEL_ATTRIBUTE } from './fat-directory.ts';

export interface FatFile {
  /** With slashes, such as `EFI/BOOT/BOOTX64.EFI`. */
  readonly path: string;
  readonly content: Buffer;
}

export interface FatOptions {
  readonly bytes: number;
  readonly label: string;
  /** Shown by partition tools as the volume's UUID. */
  readonly serial: number;
  readonly files: readonly FatFile[];
}

const SECTOR = 512;
const ENTRY = 32;
const ROOT_ENTRIES = 512;
const RESERVED_SECTORS = 4;
const MEDIA = 0xf8;
const END_OF_CHAIN = 0xffff;
// The number of clusters determines the FAT type.
const FEWEST_CLUSTERS = 4085;
const MOST_CLUSTERS = 65524;

interface Geometry {
  readonly sectors: number;
  readonly perCluster: number;
  readonly fatSectors: number;
  readonly clusters: number;
  /** Where cluster 2, the first, begins. */
  readonly dataStart: number;
}

/** A FAT16 volume; equal files give equal bytes. mkfs and mtools cannot be used because they store the current time. */
export function fatVolume({ bytes, label, serial, files }: FatOptions): Buffer {
  const geometry = geometryOf(Math.floor(bytes / SECTOR));
  const volume = Buffer.alloc(bytes);
  const writer = new ClusterWriter(volume, geometry);
  writeBootSector(volume, geometry, label, serial);
  const root = writer.directory(files.map(({ path, content }) => ({ parts: path.split('/'), content })));
  const entries = directoryEntries([
    { name: label, attributes: LABEL_ATTRIBUTE, cluster: 0, bytes: 0 },
    ...root,
  ]);
  if (entries.length > ROOT_ENTRIES * ENTRY) {
    throw new SimulatorError('too-large', 'the root directory of a FAT volume overflows');
  }
  entries.copy(volume, (RESERVED_SECTORS + 2 * geometry.fatSectors) * SECTOR);
  writer.writeTables();
  return volume;
}

function geometryOf(sectors: number): Geometry {
  const rootSectors = (ROOT_ENTRIES * ENTRY) / SECTOR;
  // With fewer clusters, the firmware needs fewer steps to read a file.
  for (let perCluster = 64; perCluster >= 1; perCluster /= 2) {
    const most = Math.ceil((sectors - RESERVED_SECTORS - rootSectors) / perCluster);
    const fatSectors = Math.ceil(((most + 2) * 2) / SECTOR);
    const dataStart = RESERVED_SECTORS + 2 * fatSectors + rootSectors;
    const clusters = Math.floor((sectors - dataStart) / perCluster);
    if (clusters >= FEWEST_CLUSTERS && clusters <= MOST_CLUSTERS) {
      return { sectors, perCluster, fatSectors, clusters, dataStart };
    }
  }
  throw new SimulatorError('too-large', `${sectors} sectors cannot be a FAT16 volume`);
}

function writeBootSector(volume: Buffer, geometry: Geometry, label: string, serial: number): void {
  // A jump over the fields below, which readers expect.
  volume.set([0xeb, 0x3c, 0x90]);
  volume.write('VENSIM  ', 3, 'latin1');
  volume.writeUInt16LE(SECTOR, 11);
  volume.writeUInt8(geometry.perCluster, 13);
  volume.writeUInt16LE(RESERVED_SECTORS, 14);
  volume.writeUInt8(2, 16);
  volume.writeUInt16LE(ROOT_ENTRIES, 17);
  const isSmall = geometry.sectors < 0x10000;
  volume.writeUInt16LE(isSmall ? geometry.sectors : 0, 19);
  volume.writeUInt8(MEDIA, 21);
  volume.writeUInt16LE(geometry.fatSectors, 22);
  volume.writeUInt16LE(32, 24);
  volume.writeUInt16LE(2, 26);
  volume.writeUInt32LE(isSmall ? 0 : geometry.sectors, 32);
  volume.writeUInt8(0x80, 36);
  volume.writeUInt8(0x29, 38);
  volume.writeUInt32LE(serial, 39);
  volume.write(label.padEnd(11), 43, 'latin1');
  volume.write('FAT16   ', 54, 'latin1');
  volume.writeUInt16LE(0xaa55, 510);
}

interface TreeFile {
  readonly parts: readonly string[];
  readonly content: Buffer;
}

/** Allocates clusters sequentially, so that every file is contiguous. */
class ClusterWriter {
  readonly #volume: Buffer;
  readonly #geometry: Geometry;
  readonly #table: Uint16Array;
  #next = 2;

  constructor(volume: Buffer, geometry: Geometry) {
    this.#volume = volume;
    this.#geometry = geometry;
    this.#table = new Uint16Array(geometry.clusters + 2);
    this.#table[0] = 0xff00 | MEDIA;
    this.#table[1] = END_OF_CHAIN;
  }

  /** Writes the contents of a directory and returns the directory's entries. */
  directory(files: readonly TreeFile[], own?: { cluster: number; parent: number }): FatEntry[] {
    const here = files.filter(({ parts }) => parts.length === 1);
    const below = new Set(files.filter(({ parts }) => parts.length > 1).map(({ parts }) => parts[0] ?? ''));
    const entries = here.map(({ parts, content }): FatEntry => {
      const cluster = content.length === 0 ? 0 : this.#write(content);
      return { name: parts[0] ?? '', attributes: 0x20, cluster, bytes: content.length };
    });
    for (const name of below) {
      const inside = files.filter(({ parts }) => parts.length > 1 && parts[0] === name);
      entries.push({
        name,
        attributes: 0x10,
        cluster: this.#subdirectory(inside, own?.cluster ?? 0),
        bytes: 0,
      });
    }
    return entries;
  }

  #subdirectory(files: readonly TreeFile[], parent: number): number {
    // Allocated before its contents, whose entries refer to it.
    const cluster = this.#write(Buffer.alloc(1));
    const inside = files.map(({ parts, content }) => ({ parts: parts.slice(1), content }));
    const entries = directoryEntries([
      { name: '.', attributes: 0x10, cluster, bytes: 0 },
      { name: '..', attributes: 0x10, cluster: parent, bytes: 0 },
      ...this.directory(inside, { cluster, parent }),
    ]);
    if (entries.length > this.#clusterBytes) {
      throw new SimulatorError('too-large', 'a directory of a FAT volume does not fit into one cluster');
    }
    entries.copy(this.#volume, this.#offset(cluster));
    return cluster;
  }

  #write(content: Buffer): number {
    const first = this.#next;
    const count = Math.ceil(content.length / this.#clusterBytes);
    this.#next += count;
    if (this.#next > this.#geometry.clusters + 2) {
      throw new SimulatorError('too-large', `${content.length} bytes do not fit into the FAT volume`);
    }
    for (let cluster = first; cluster < this.#next; cluster++) {
      this.#table[cluster] = cluster + 1 < this.#next ? cluster + 1 : END_OF_CHAIN;
    }
    content.copy(this.#volume, this.#offset(first));
    return first;
  }

  writeTables(): void {
    for (const copy of [0, 1]) {
      const start = (RESERVED_SECTORS + copy * this.#geometry.fatSectors) * SECTOR;
      this.#table.forEach((value, cluster) => this.#volume.writeUInt16LE(value, start + 2 * cluster));
    }
  }

  get #clusterBytes(): number {
    return this.#geometry.perCluster * SECTOR;
  }

  #offset(cluster: number): number {
    return (this.#geometry.dataStart + (cluster - 2) * this.#geometry.perCluster) * SECTOR;
  }
}
