import { crc32, deflateSync } from 'node:zlib';
import { ConsoleError } from '../../../lib/contract/error.ts';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** Width, height and largest value, each before one white space; then three bytes a pixel. */
const HEADER = /^P6\s+(\d+)\s+(\d+)\s+255\s/;
const BYTES_PER_PIXEL = 3;
const TRUE_COLOUR = 2;

/** A binary PPM as PNG. */
export function pngFromPixmap(pixmap: Buffer): Buffer {
  const header = HEADER.exec(pixmap.subarray(0, 64).toString('latin1'));
  const [width, height] = [Number(header?.[1]), Number(header?.[2])];
  const pixels = pixmap.subarray(header?.[0].length ?? 0);
  const row = width * BYTES_PER_PIXEL;
  if (header === null || pixels.length !== row * height) {
    throw new ConsoleError(
      'host-refused',
      'the picture of the screen is in a format that is not understood',
      {
        fix: 'Report this with the version of QEMU.',
      },
    );
  }
  // Each row begins with its filter: none.
  const rows = Buffer.alloc((row + 1) * height);
  for (let y = 0; y < height; y++) pixels.copy(rows, y * (row + 1) + 1, y * row, (y + 1) * row);
  const size = Buffer.alloc(13);
  size.writeUInt32BE(width, 0);
  size.writeUInt32BE(height, 4);
  size.set([8, TRUE_COLOUR], 8);
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', size),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(named.length + 8);
  framed.writeUInt32BE(data.length, 0);
  framed.set(named, 4);
  framed.writeUInt32BE(crc32(named), named.length + 4);
  return framed;
}
