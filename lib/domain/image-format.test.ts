import { describe, expect, test } from 'vitest';
import { ConsoleError } from '../contract/error.ts';
import { IMAGE_HEAD_BYTES, imageFormat } from './image-format.ts';

const MIB = 1024 ** 2;

/** A file of zeros, with texts at offsets. */
function head(texts: Readonly<Record<number, string>>, length = IMAGE_HEAD_BYTES): Uint8Array {
  const bytes = new Uint8Array(length);
  for (const [at, text] of Object.entries(texts)) {
    for (let index = 0; index < text.length; index++) bytes[Number(at) + index] = text.charCodeAt(index);
  }
  return bytes;
}

function qcow2(change: (view: DataView) => void = () => undefined): Uint8Array {
  const bytes = head({ 0: 'QFI\xfb' });
  const view = new DataView(bytes.buffer);
  view.setUint32(4, 3);
  view.setBigUint64(24, 4n * BigInt(1024 ** 3));
  change(view);
  return bytes;
}

const ISO = { 0x8001: 'CD001' };
const MBR = { 510: '\x55\xaa' };

test.each([
  ['an ISO', head(ISO), 'iso', MIB],
  ['a hybrid ISO, which is a disk, too', head({ ...ISO, ...MBR }), 'iso', MIB],
  ['a disk with an MBR', head(MBR), 'raw', MIB],
  ['a disk with a GPT', head({ 512: 'EFI PART' }), 'raw', MIB],
  ['a qcow2 file, with the size of its disk', qcow2(), 'qcow2', 4 * 1024 ** 3],
] as const)('%s', (_what, bytes, kind, diskBytes) => {
  expect(imageFormat(bytes, MIB)).toEqual({ kind, diskBytes });
});

function refusal(bytes: Uint8Array, length = MIB): ConsoleError {
  try {
    throw new Error(`it is ${imageFormat(bytes, length).kind}`);
  } catch (error) {
    if (!(error instanceof ConsoleError)) throw error;
    expect(error.code).toBe('invalid');
    return error;
  }
}

describe('refused, with what to do:', () => {
  test.each([
    ['gzip', head({ 0: '\x1f\x8b' }), 'gunzip'],
    ['xz', head({ 0: '\xfd7zXZ\0' }), 'unxz'],
    ['bzip2', head({ 0: 'BZh9' }), 'bunzip2'],
    ['Zstandard', head({ 0: '\x28\xb5\x2f\xfd' }), 'unzstd'],
    ['ZIP', head({ 0: 'PK\x03\x04' }), 'unzip'],
    ['7-Zip', head({ 0: '7z\xbc\xaf\x27\x1c' }), '7z x'],
    ['tar', head({ 257: 'ustar' }), 'tar -xf'],
    ['VMDK', head({ 0: 'KDMV' }), 'qemu-img convert -f vmdk'],
    ['VDI', head({ 0x40: '\x7f\x10\xda\xbe' }), 'qemu-img convert -f vdi'],
    ['VHDX', head({ 0: 'vhdxfile' }), 'qemu-img convert -f vhdx'],
    ['web page', head({ 0: '<!DOCTYPE html>' }), 'download the image itself'],
    ['neither', head({}), 'unpacked'],
    ['neither', head({}, 3), 'unpacked'],
  ])('%s', (what, bytes, fix) => {
    const { message, fix: told } = refusal(bytes);
    expect(message).toContain(what);
    expect(told).toContain(fix);
  });

  test('a raw disk that was cut off', () => {
    expect(refusal(head(MBR), MIB + 7).fix).toContain('cut off');
  });

  test.each([
    ['a backing file', (view: DataView) => view.setBigUint64(8, 0x200n), 'backing file'],
    ['a data file', (view: DataView) => view.setBigUint64(72, 4n), 'data file'],
    ['encryption', (view: DataView) => view.setUint32(32, 1), 'encrypted'],
    ['another version', (view: DataView) => view.setUint32(4, 9), 'version 9'],
    ['no disk', (view: DataView) => view.setBigUint64(24, 0n), '0 bytes'],
  ])('qcow2 with %s', (_what, change, said) => {
    expect(refusal(qcow2(change)).message).toContain(said);
  });
});
