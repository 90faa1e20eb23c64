import { PNG } from 'pngjs';
import { ConsoleError } from '../../../lib/contract/error.ts';

/** Width, height and largest value, each before one white space; then three bytes a pixel. */
const HEADER = /^P6\s+(\d+)\s+(\d+)\s+255\s/;
const BYTES_PER_PIXEL = 3;
const TRUE_COLOUR = 2;
/** zlib's own default. */
const DEFLATE_LEVEL = 6;

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
  const png = new PNG({ width, height });
  png.data = pixels;
  // No filter, which costs more time than it saves space in pictures of text.
  const kind = { colorType: TRUE_COLOUR, inputColorType: TRUE_COLOUR, inputHasAlpha: false } as const;
  return PNG.sync.write(png, { ...kind, filterType: 0, deflateLevel: DEFLATE_LEVEL });
}
