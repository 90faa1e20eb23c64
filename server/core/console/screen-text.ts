import { PNG } from 'pngjs';
import type { ScreenText } from '../../../lib/contract/screen-text.ts';
import { recogniseText } from '../../../lib/domain/screen-text/recognise.ts';

/** What is written on a picture of a screen: one that libvirt has taken, or one of a recording. */
export function textOnPicture(png: Buffer): ScreenText {
  const { width, height, data } = PNG.sync.read(png);
  const colours = new Uint32Array(data.buffer, data.byteOffset, width * height);
  const text = recogniseText({ width, height, colours });
  if (text === null) return { width, height, lines: [], confidence: 0, font: null };
  const { lines, confidence, font } = text;
  return { width, height, lines: [...lines], confidence, font };
}
