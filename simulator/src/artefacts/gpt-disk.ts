import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';

const SECTOR = 512;
const ENTRIES = 128;
const ENTRY_BYTES = 128;
const TABLE_SECTORS = (ENTRIES * ENTRY_BYTES) / SECTOR;
/** Where partitioning tools put the first partition. */
const PARTITION_START = 2048;
const EFI_SYSTEM_PARTITION = 'c12a7328-f81f-11d2-ba4b-00a0c93ec93b';

/**
 * A disk image with one partition, the EFI system partition. Its ids are derived from `seed`, so that equal inputs give
 * equal bytes.
 */
export function gptDisk(volume: Buffer, seed: string): Buffer {
  const partitionSectors = volume.length / SECTOR;
  const sectors = PARTITION_START + partitionSectors + 1 + TABLE_SECTORS;
  const disk = Buffer.alloc(sectors * SECTOR);
  const last = sectors - 1;
  const table = partitionTable(seed, partitionSectors);

  writeProtectiveRecord(disk, last);
  const header = { last, diskId: identity(`${seed} disk`), tableChecksum: crc32(table) };
  gptHeader({ ...header, here: 1, other: last, tableAt: 2 }).copy(disk, SECTOR);
  table.copy(disk, 2 * SECTOR);
  volume.copy(disk, PARTITION_START * SECTOR);
  const backupTable = last - TABLE_SECTORS;
  table.copy(disk, backupTable * SECTOR);
  gptHeader({ ...header, here: last, other: 1, tableAt: backupTable }).copy(disk, last * SECTOR);
  return disk;
}

/** Protects the disk from tools that do not support GPT. */
function writeProtectiveRecord(disk: Buffer, last: number): void {
  disk.set([0x00, 0x00, 0x02, 0x00, 0xee, 0xff, 0xff, 0xff], 446);
  disk.writeUInt32LE(1, 454);
  disk.writeUInt32LE(last, 458);
  disk.writeUInt16LE(0xaa55, 510);
}

function partitionTable(seed: string, sectors: number): Buffer {
  const table = Buffer.alloc(ENTRIES * ENTRY_BYTES);
  guid(EFI_SYSTEM_PARTITION).copy(table, 0);
  identity(`${seed} partition`).copy(table, 16);
  table.writeBigUInt64LE(BigInt(PARTITION_START), 32);
  table.writeBigUInt64LE(BigInt(PARTITION_START + sectors - 1), 40);
  table.write('EFI system partition', 56, 'utf16le');
  return table;
}

interface HeaderFields {
  readonly here: number;
  readonly other: number;
  readonly last: number;
  readonly tableAt: number;
  readonly diskId: Buffer;
  readonly tableChecksum: number;
}

function gptHeader({ here, other, last, tableAt, diskId, tableChecksum }: HeaderFields): Buffer {
  const header = Buffer.alloc(92);
  header.write('EFI PART', 0, 'latin1');
  header.writeUInt32LE(0x00010000, 8);
  header.writeUInt32LE(header.length, 12);
  header.writeBigUInt64LE(BigInt(here), 24);
  header.writeBigUInt64LE(BigInt(other), 32);
  header.writeBigUInt64LE(BigInt(2 + TABLE_SECTORS), 40);
  header.writeBigUInt64LE(BigInt(last - TABLE_SECTORS - 1), 48);
  diskId.copy(header, 56);
  header.writeBigUInt64LE(BigInt(tableAt), 72);
  header.writeUInt32LE(ENTRIES, 80);
  header.writeUInt32LE(ENTRY_BYTES, 84);
  header.writeUInt32LE(tableChecksum, 88);
  header.writeUInt32LE(crc32(header), 16);
  return header;
}

function identity(seed: string): Buffer {
  const hex = createHash('sha256').update(seed).digest('hex');
  return guid(
    `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`,
  );
}

/** The first three groups are little-endian. */
function guid(text: string): Buffer {
  const [a = '', b = '', c = '', ...rest] = text.split('-');
  const swapped = [a, b, c].map((group) => Buffer.from(group, 'hex').reverse());
  return Buffer.concat([...swapped, Buffer.from(rest.join(''), 'hex')]);
}
