import { unreadable } from './variable-store.ts';

const MAGIC = 0x514649fb;
/** Of the offsets in its tables: the bits above and below are flags. */
const OFFSET_MASK = 0x00ff_ffff_ffff_fe00n;
const COMPRESSED = 1n << 62n;
const READS_AS_ZERO = 1n;
const TABLE_ENTRY_BYTES = 8;
/** Firmware volumes have at most a few MiB. */
const MOST_BYTES = 64 * 1024 * 1024;

export const isQcow2 = (file: Buffer): boolean => file.length >= 72 && file.readUInt32BE(0) === MAGIC;

/** The content of a qcow2 image without backing file, encryption and compression: libvirt creates NVRAM files so. */
export function contentOfQcow2(file: Buffer): Buffer {
  const clusterBits = file.readUInt32BE(20);
  const size = Number(file.readBigUInt64BE(24));
  if (clusterBits < 9 || clusterBits > 21 || size > MOST_BYTES)
    throw unreadable('its qcow2 header is damaged');
  if (file.readBigUInt64BE(8) !== 0n) throw unreadable('its qcow2 image has a backing file');
  if (file.readUInt32BE(32) !== 0) throw unreadable('its qcow2 image is encrypted');
  const content = Buffer.alloc(size);
  const cluster = 2 ** clusterBits;
  const l1 = Number(file.readBigUInt64BE(40));
  for (let at = 0; at < size; at += cluster) {
    const from = clusterAt(file, l1, at / cluster, cluster);
    if (from !== null) file.copy(content, at, from, Math.min(from + cluster, from + size - at));
  }
  return content;
}

/** Offset in the file of a cluster; null when it reads as zeros. */
function clusterAt(file: Buffer, l1: number, index: number, cluster: number): number | null {
  const entries = cluster / TABLE_ENTRY_BYTES;
  const l2 = offsetOf(entryAt(file, l1 + Math.trunc(index / entries) * TABLE_ENTRY_BYTES));
  if (l2 === 0) return null;
  const entry = entryAt(file, l2 + (index % entries) * TABLE_ENTRY_BYTES);
  if ((entry & COMPRESSED) !== 0n) throw unreadable('its qcow2 image is compressed');
  const data = offsetOf(entry);
  return data === 0 || (entry & READS_AS_ZERO) !== 0n ? null : data;
}

function entryAt(file: Buffer, offset: number): bigint {
  if (offset + TABLE_ENTRY_BYTES > file.length) throw unreadable('its qcow2 image ends too early');
  return file.readBigUInt64BE(offset);
}

const offsetOf = (entry: bigint): number => Number(entry & OFFSET_MASK);
