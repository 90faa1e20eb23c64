const SECTOR = 2048;
const PRIMARY = 1;
const SUPPLEMENTARY = 2;
const DIRECTORY = 2;

/** Where each part is, in sectors; the first 16 are not part of the file system. */
const AT = {
  primary: 16,
  joliet: 17,
  terminator: 18,
  primaryPaths: { little: 19, big: 20 },
  jolietPaths: { little: 21, big: 22 },
  primaryRoot: 23,
  jolietRoot: 24,
  files: 25,
} as const;

export interface IsoFile {
  readonly name: string;
  readonly content: string;
}

interface PlacedFile {
  readonly name: string;
  readonly bytes: Buffer;
  readonly sector: number;
}

/**
 * An ISO 9660 image with Joliet names, which systems show as they are given: a few small files in its root directory.
 * The same files give the same bytes.
 */
export function iso9660(label: string, files: readonly IsoFile[]): Buffer {
  let next: number = AT.files;
  const placed = [...files]
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .map(({ name, content }): PlacedFile => {
      const bytes = Buffer.from(content);
      const sector = next;
      next += Math.max(1, Math.ceil(bytes.length / SECTOR));
      return { name, bytes, sector };
    });
  const image = Buffer.alloc(next * SECTOR);
  const put = (bytes: Buffer, sector: number) => void bytes.copy(image, sector * SECTOR);
  put(descriptor(PRIMARY, label, next), AT.primary);
  put(descriptor(SUPPLEMENTARY, label, next), AT.joliet);
  put(Buffer.from([0xff, ...Buffer.from('CD001'), 1]), AT.terminator);
  put(paths(AT.primaryRoot, 'little'), AT.primaryPaths.little);
  put(paths(AT.primaryRoot, 'big'), AT.primaryPaths.big);
  put(paths(AT.jolietRoot, 'little'), AT.jolietPaths.little);
  put(paths(AT.jolietRoot, 'big'), AT.jolietPaths.big);
  put(directory(AT.primaryRoot, placed, primaryName), AT.primaryRoot);
  put(directory(AT.jolietRoot, placed, ucs2), AT.jolietRoot);
  for (const { bytes, sector } of placed) put(bytes, sector);
  return image;
}

const primaryName = (name: string): Buffer => Buffer.from(`${name.toUpperCase()}.;1`);

function ucs2(text: string): Buffer {
  return Buffer.from(text, 'utf16le').swap16();
}

/** A volume descriptor: primary, or supplementary for Joliet (UCS-2, level 3). */
function descriptor(type: typeof PRIMARY | typeof SUPPLEMENTARY, label: string, sectors: number): Buffer {
  const isJoliet = type === SUPPLEMENTARY;
  const bytes = Buffer.alloc(SECTOR);
  const text = (value: string, at: number, length: number) => {
    const blank = isJoliet ? ucs2(' '.repeat(length / 2)) : Buffer.alloc(length, ' ');
    blank.copy(bytes, at);
    (isJoliet ? ucs2(value) : Buffer.from(value)).copy(bytes, at, 0, length);
  };
  bytes.set([type, ...Buffer.from('CD001'), 1]);
  text('', 8, 32);
  text(label, 40, 32);
  both32(sectors).copy(bytes, 80);
  if (isJoliet) bytes.write('%/E', 88, 'latin1');
  both16(1).copy(bytes, 120);
  both16(1).copy(bytes, 124);
  both16(SECTOR).copy(bytes, 128);
  both32(PATHS_LENGTH).copy(bytes, 132);
  const { little, big } = isJoliet ? AT.jolietPaths : AT.primaryPaths;
  bytes.writeUInt32LE(little, 140);
  bytes.writeUInt32BE(big, 148);
  record(Buffer.from([0]), isJoliet ? AT.jolietRoot : AT.primaryRoot, SECTOR, DIRECTORY).copy(bytes, 156);
  // Volume set, publisher, preparer, application; then the copyright, abstract and bibliographic files.
  for (const at of [190, 318, 446, 574]) text('', at, 128);
  for (const at of [702, 739, 776]) text('', at, 36);
  // Dates that are not specified: zeros as digits, and the time zone 0.
  for (const at of [813, 830, 847, 864]) bytes.write('0'.repeat(16), at, 'latin1');
  bytes[881] = 1;
  return bytes;
}

const PATHS_LENGTH = 10;

/** A path table with nothing but the root. */
function paths(root: number, order: 'little' | 'big'): Buffer {
  const bytes = Buffer.alloc(PATHS_LENGTH);
  bytes[0] = 1;
  if (order === 'little') bytes.writeUInt32LE(root, 2);
  else bytes.writeUInt32BE(root, 2);
  if (order === 'little') bytes.writeUInt16LE(1, 6);
  else bytes.writeUInt16BE(1, 6);
  return bytes;
}

/** One sector: enough for the few files here. */
function directory(root: number, files: readonly PlacedFile[], nameOf: (name: string) => Buffer): Buffer {
  const self = record(Buffer.from([0]), root, SECTOR, DIRECTORY);
  const parent = record(Buffer.from([1]), root, SECTOR, DIRECTORY);
  const entries = files.map(({ name, bytes, sector }) => record(nameOf(name), sector, bytes.length, 0));
  const bytes = Buffer.concat([self, parent, ...entries]);
  if (bytes.length > SECTOR) throw new Error('too many files for one directory sector');
  return bytes;
}

function record(name: Buffer, sector: number, length: number, flags: number): Buffer {
  const bytes = Buffer.alloc(33 + name.length + ((name.length + 1) % 2));
  bytes[0] = bytes.length;
  both32(sector).copy(bytes, 2);
  both32(length).copy(bytes, 10);
  // 1970-01-01.
  bytes.set([70, 1, 1, 0, 0, 0, 0, flags], 18);
  both16(1).copy(bytes, 28);
  bytes[32] = name.length;
  name.copy(bytes, 33);
  return bytes;
}

/** Numbers are stored in both byte orders. */
function both32(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt32LE(value, 0);
  bytes.writeUInt32BE(value, 4);
  return bytes;
}

function both16(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt16LE(value, 0);
  bytes.writeUInt16BE(value, 2);
  return bytes;
}
