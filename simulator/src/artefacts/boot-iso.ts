import { SimulatorError } from '../error.ts';

const SECTOR = 2048;
const AT = {
  primary: 16,
  bootRecord: 17,
  terminator: 18,
  paths: { little: 19, big: 20 },
  root: 21,
  catalog: 22,
  image: 23,
};
const EFI = 0xef;
const BOOTABLE = 0x88;

/**
 * An ISO 9660 image that UEFI firmware boots (El Torito): an EFI system partition as boot image, and no files. Equal
 * partitions give equal bytes.
 */
export function bootIso(label: string, partition: Buffer): Buffer {
  if (partition.length % SECTOR !== 0) throw new SimulatorError('too-large', 'not a whole number of sectors');
  const sectors = AT.image + partition.length / SECTOR;
  const iso = Buffer.alloc(sectors * SECTOR);
  const put = (bytes: Buffer, sector: number): void => {
    bytes.copy(iso, sector * SECTOR);
  };
  put(primaryDescriptor(label, sectors), AT.primary);
  put(bootRecord(), AT.bootRecord);
  put(Buffer.from([0xff, ...Buffer.from('CD001'), 1]), AT.terminator);
  put(pathTable('little'), AT.paths.little);
  put(pathTable('big'), AT.paths.big);
  put(Buffer.concat([rootRecord(0), rootRecord(1)]), AT.root);
  put(bootCatalog(), AT.catalog);
  put(partition, AT.image);
  return iso;
}

function primaryDescriptor(label: string, sectors: number): Buffer {
  const bytes = Buffer.alloc(SECTOR);
  bytes.set([1, ...Buffer.from('CD001'), 1]);
  bytes.fill(' ', 8, 72);
  bytes.write(label, 40, 'latin1');
  both(bytes, 80, 4, sectors);
  both(bytes, 120, 2, 1);
  both(bytes, 124, 2, 1);
  both(bytes, 128, 2, SECTOR);
  both(bytes, 132, 4, PATH_TABLE_BYTES);
  bytes.writeUInt32LE(AT.paths.little, 140);
  bytes.writeUInt32BE(AT.paths.big, 148);
  rootRecord(0).copy(bytes, 156);
  bytes.fill(' ', 190, 813);
  // Dates that are not specified.
  for (const at of [813, 830, 847, 864]) bytes.write('0'.repeat(16), at, 'latin1');
  bytes[881] = 1;
  return bytes;
}

function bootRecord(): Buffer {
  const bytes = Buffer.alloc(SECTOR);
  bytes.set([0, ...Buffer.from('CD001'), 1]);
  bytes.write('EL TORITO SPECIFICATION', 7, 'latin1');
  bytes.writeUInt32LE(AT.catalog, 71);
  return bytes;
}

/** A validation entry, whose words add up to zero, and the entry of the one boot image. */
function bootCatalog(): Buffer {
  const bytes = Buffer.alloc(SECTOR);
  bytes.set([1, EFI]);
  bytes.writeUInt16LE(0xaa55, 30);
  let sum = 0;
  for (let at = 0; at < 32; at += 2) sum += bytes.readUInt16LE(at);
  bytes.writeUInt16LE(-sum & 0xffff, 28);
  bytes[32] = BOOTABLE;
  // A length of 0: up to the end of the image. The field counts to 32 MiB only.
  bytes.writeUInt32LE(AT.image, 40);
  return bytes;
}

const PATH_TABLE_BYTES = 10;

function pathTable(order: 'little' | 'big'): Buffer {
  const bytes = Buffer.alloc(PATH_TABLE_BYTES);
  bytes[0] = 1;
  if (order === 'little') {
    bytes.writeUInt32LE(AT.root, 2);
    bytes.writeUInt16LE(1, 6);
  } else {
    bytes.writeUInt32BE(AT.root, 2);
    bytes.writeUInt16BE(1, 6);
  }
  return bytes;
}

/** `name`: 0 is the directory itself, 1 its parent. */
function rootRecord(name: 0 | 1): Buffer {
  const bytes = Buffer.alloc(34);
  bytes[0] = bytes.length;
  both(bytes, 2, 4, AT.root);
  both(bytes, 10, 4, SECTOR);
  bytes.set([70, 1, 1, 0, 0, 0, 0, 2], 18);
  both(bytes, 28, 2, 1);
  bytes[32] = 1;
  bytes[33] = name;
  return bytes;
}

/** Numbers are stored in both byte orders. */
function both(bytes: Buffer, at: number, width: 2 | 4, value: number): void {
  bytes.writeUIntLE(value, at, width);
  bytes.writeUIntBE(value, at + width, width);
}
