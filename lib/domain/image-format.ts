import { ConsoleError } from '../contract/error.ts';
import type { ImageKind } from '../contract/image.ts';

/** From the start of a file; enough to tell its format. */
export const IMAGE_HEAD_BYTES = 64 * 1024;

export interface ImageFormat {
  readonly kind: ImageKind;
  /** Size of the disk that a guest sees. */
  readonly diskBytes: number;
}

const SECTOR = 512;
const ISO_DESCRIPTOR = 0x8000;
const UNPACK = 'Unpack it first';

/** Other formats by what their files begin with: `at` is the offset of `text`. */
const OTHERS: readonly {
  readonly at: number;
  readonly text: string;
  readonly what: string;
  readonly fix: string;
}[] = [
  { at: 0, text: '\x1f\x8b', what: 'compressed with gzip', fix: `${UNPACK}: gunzip FILE` },
  { at: 0, text: '\xfd7zXZ\0', what: 'compressed with xz', fix: `${UNPACK}: unxz FILE` },
  { at: 0, text: 'BZh', what: 'compressed with bzip2', fix: `${UNPACK}: bunzip2 FILE` },
  { at: 0, text: '\x28\xb5\x2f\xfd', what: 'compressed with Zstandard', fix: `${UNPACK}: unzstd FILE` },
  { at: 0, text: 'PK\x03\x04', what: 'a ZIP archive', fix: `${UNPACK}: unzip FILE` },
  { at: 0, text: '7z\xbc\xaf\x27\x1c', what: 'a 7-Zip archive', fix: `${UNPACK}: 7z x FILE` },
  { at: 257, text: 'ustar', what: 'a tar archive', fix: `${UNPACK}: tar -xf FILE` },
  { at: 0, text: 'KDMV', what: 'a VMDK image', fix: converted('vmdk') },
  { at: 0x40, text: '\x7f\x10\xda\xbe', what: 'a VDI image', fix: converted('vdi') },
  { at: 0, text: 'vhdxfile', what: 'a VHDX image', fix: converted('vhdx') },
  { at: 0, text: 'conectix', what: 'a VHD image', fix: converted('vpc') },
  {
    at: 0,
    text: '<',
    what: 'a text that begins like a web page',
    fix: 'Probably a page was saved in its place: download the image itself.',
  },
];

function converted(format: string): string {
  return `Convert it: qemu-img convert -f ${format} -O qcow2 FILE image.qcow2`;
}

/**
 * The format of an image, by its first IMAGE_HEAD_BYTES (or all of a shorter file). Throws `invalid`, with what to do,
 * for files that a node cannot boot from and for qcow2 files that refer to other files of the host.
 */
export function imageFormat(head: Uint8Array, bytes: number): ImageFormat {
  if (has(head, 0, 'QFI\xfb')) return { kind: 'qcow2', diskBytes: qcow2Size(head) };
  if (has(head, ISO_DESCRIPTOR + 1, 'CD001')) return { kind: 'iso', diskBytes: bytes };
  for (const { at, text, what, fix } of OTHERS) if (has(head, at, text)) throw refused(`is ${what}`, fix);
  const isPartitioned = has(head, SECTOR - 2, '\x55\xaa') || has(head, SECTOR, 'EFI PART');
  if (!isPartitioned) {
    throw refused(
      'is neither an ISO 9660 image, nor qcow2, nor a raw disk with a GPT or MBR',
      'Choose an .iso, .qcow2, .img or .raw file, unpacked.',
    );
  }
  if (bytes % SECTOR !== 0) {
    throw refused(
      `is a raw disk of ${bytes} bytes, which is not a whole number of sectors`,
      'It was probably cut off: download it again and compare its checksum.',
    );
  }
  return { kind: 'raw', diskBytes: bytes };
}

const EXTERNAL_DATA_FILE = 1n << 2n;
const MAX_DISK_BYTES = 2n ** 50n;

/** A reference to another file would let whoever uploads an image read any file of the host. */
function qcow2Size(head: Uint8Array): number {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  if (head.byteLength < 80) throw refused('is a qcow2 image that ends in its header', 'Download it again.');
  const version = view.getUint32(4);
  if (version !== 2 && version !== 3) {
    throw refused(`is a qcow2 image of the unknown version ${version}`, converted('qcow2'));
  }
  const backing = view.getBigUint64(8) !== 0n;
  const external = version === 3 && (view.getBigUint64(72) & EXTERNAL_DATA_FILE) !== 0n;
  if (backing || external) {
    throw refused(
      `is a qcow2 image with a ${backing ? 'backing file' : 'data file'}, without which it is not complete`,
      'Make one file of both: qemu-img convert -O qcow2 FILE image.qcow2',
    );
  }
  if (view.getUint32(32) !== 0) {
    throw refused('is an encrypted qcow2 image', 'Decrypt it with qemu-img convert.');
  }
  const size = view.getBigUint64(24);
  if (size === 0n || size > MAX_DISK_BYTES) {
    throw refused(`is a qcow2 image with a disk of ${size} bytes`, 'Download it again.');
  }
  return Number(size);
}

function has(head: Uint8Array, at: number, text: string): boolean {
  if (head.length < at + text.length) return false;
  for (let index = 0; index < text.length; index++) {
    if (head[at + index] !== text.charCodeAt(index)) return false;
  }
  return true;
}

function refused(what: string, fix: string): ConsoleError {
  return new ConsoleError('invalid', `The file ${what}.`, { fix });
}
