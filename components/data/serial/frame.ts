import { SERIAL_FRAME_HEADER, serialDown, type SerialDown } from '../../../lib/contract/live.ts';

export interface SerialBytes {
  readonly type: 'bytes';
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/** What came over the serial socket, or null when it is nothing we know. */
export function decodeFrame(data: unknown): SerialBytes | SerialDown | null {
  if (data instanceof ArrayBuffer) return decodeBytes(data);
  if (typeof data !== 'string') return null;
  try {
    return serialDown.safeParse(JSON.parse(data)).data ?? null;
  } catch {
    return null;
  }
}

function decodeBytes(data: ArrayBuffer): SerialBytes | null {
  if (data.byteLength < SERIAL_FRAME_HEADER) return null;
  const offset = Number(new DataView(data).getBigUint64(0));
  return { type: 'bytes', offset, bytes: new Uint8Array(data, SERIAL_FRAME_HEADER) };
}
