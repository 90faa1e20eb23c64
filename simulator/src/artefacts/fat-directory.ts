export interface FatEntry {
  readonly name: string;
  readonly attributes: number;
  readonly cluster: number;
  readonly bytes: number;
}

export const LABEL_ATTRIBUTE = 0x08;

const ENTRY = 32;
const LONG_NAME = 0x0f;
const LONG_NAME_LENGTH = 13;
/** Offsets of a long name's characters in its entries. */
const CHARACTER_OFFSETS = [1, 3, 5, 7, 9, 14, 16, 18, 20, 22, 24, 28, 30];
// 2024-01-01 in FAT's format: years since 1980, month, day. Constant, so that equal inputs give equal bytes.
const DATE = (44 << 9) | (1 << 5) | 1;

/** The bytes of a directory, with long-name entries where necessary. */
export function directoryEntries(entries: readonly FatEntry[]): Buffer {
  return Buffer.concat(
    entries.flatMap((entry, index) => {
      const short = shortName(entry, index);
      return isShort(entry)
        ? [shortEntry(entry, short)]
        : [...longEntries(entry.name, short), shortEntry(entry, short)];
    }),
  );
}

function isShort({ name, attributes }: FatEntry): boolean {
  return attributes === LABEL_ATTRIBUTE || /^(\.{1,2}|[A-Z0-9_-]{1,8}(\.[A-Z0-9_-]{1,3})?)$/.test(name);
}

/** Eleven characters, without the dot. */
function shortName(entry: FatEntry, index: number): string {
  const { name } = entry;
  if (entry.attributes === LABEL_ATTRIBUTE || name.startsWith('.')) return name.padEnd(11);
  const [base = '', extension = ''] = name.toUpperCase().split('.');
  // The entry's number makes truncated names unique.
  const fitting = isShort(entry) ? base : `${base.slice(0, 5)}~${index}`;
  return fitting.padEnd(8) + extension.slice(0, 3).padEnd(3);
}

function shortEntry({ attributes, cluster, bytes }: FatEntry, short: string): Buffer {
  const entry = Buffer.alloc(ENTRY);
  entry.write(short, 0, 'latin1');
  entry.writeUInt8(attributes, 11);
  for (const offset of [16, 18, 24]) entry.writeUInt16LE(DATE, offset);
  entry.writeUInt16LE(cluster, 26);
  entry.writeUInt32LE(bytes, 28);
  return entry;
}

/** The last part comes first. */
function longEntries(name: string, short: string): Buffer[] {
  const checksum = Buffer.from(short, 'latin1').reduce(
    (sum, byte) => (((sum & 1) << 7) + (sum >> 1) + byte) & 0xff,
    0,
  );
  const count = Math.ceil(name.length / LONG_NAME_LENGTH);
  return Array.from({ length: count }, (_, index) => {
    const number = count - index;
    const entry = Buffer.alloc(ENTRY);
    entry.writeUInt8(number | (index === 0 ? 0x40 : 0), 0);
    entry.writeUInt8(LONG_NAME, 11);
    entry.writeUInt8(checksum, 13);
    CHARACTER_OFFSETS.forEach((offset, place) => {
      const position = (number - 1) * LONG_NAME_LENGTH + place;
      // The name is terminated by a zero and padded with 0xffff.
      const character =
        position < name.length ? name.charCodeAt(position) : position === name.length ? 0 : 0xffff;
      entry.writeUInt16LE(character, offset);
    });
    return entry;
  });
}
