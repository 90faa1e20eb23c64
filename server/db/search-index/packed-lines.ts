import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { IndexedLine } from './api.ts';

/** Offset and time of a line, as doubles. */
const PLACE_BYTES = 16;
const HEAD_BYTES = 4;
/** The fastest: more would save little. */
const LEVEL = 1;

export interface UnpackedLines {
  /** The lines, with line feeds between them. */
  readonly text: string;
  offsetOf(line: number): number;
  timeOf(line: number): number | null;
}

export const textOf = (lines: readonly IndexedLine[]): string => lines.map(({ text }) => text).join('\n');

/** Lines, where and when they were printed, compressed. */
export function packLines(lines: readonly IndexedLine[]): Buffer {
  const head = Buffer.alloc(HEAD_BYTES + lines.length * PLACE_BYTES);
  head.writeUInt32LE(lines.length);
  for (const [index, { offset, at }] of lines.entries()) {
    const place = HEAD_BYTES + index * PLACE_BYTES;
    head.writeDoubleLE(offset, place);
    head.writeDoubleLE(at ?? Number.NaN, place + 8);
  }
  return deflateRawSync(Buffer.concat([head, Buffer.from(textOf(lines))]), { level: LEVEL });
}

/** Throws if these are no packed lines. */
export function unpackLines(packed: Uint8Array): UnpackedLines {
  const bytes = inflateRawSync(packed);
  const count = bytes.readUInt32LE();
  const places = HEAD_BYTES + count * PLACE_BYTES;
  if (places > bytes.length) throw new RangeError(`${count} lines are more than there are`);
  const number = (line: number, part: number) => bytes.readDoubleLE(HEAD_BYTES + line * PLACE_BYTES + part);
  return {
    text: bytes.toString('utf8', places),
    offsetOf: (line) => number(line, 0),
    timeOf: (line) => {
      const at = number(line, 8);
      return Number.isNaN(at) ? null : at;
    },
  };
}
