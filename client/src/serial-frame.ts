import { ConsoleError } from '../../lib/contract/error.ts';
import { SERIAL_FRAME_HEADER, serialDown, type SerialDown } from '../../lib/contract/live.ts';
import { parseJson } from './http.ts';

export interface SerialBytes {
  readonly type: 'bytes';
  readonly offset: number;
  readonly bytes: Uint8Array;
}

const unknown = (what: string): ConsoleError =>
  new ConsoleError('server-unreachable', `The console's serial channel sent ${what}.`, {
    fix: 'The console and this program are not of the same version: update the older one, or reload the page.',
  });

/** Parses one message of the serial socket; throws if it does not match the protocol. */
export function decodeFrame(data: unknown): SerialBytes | SerialDown {
  if (data instanceof ArrayBuffer) return decodeBytes(data);
  const parsed = serialDown.safeParse(typeof data === 'string' ? parseJson(data) : undefined);
  if (parsed.success) return parsed.data;
  throw unknown('a message that is not understood');
}

function decodeBytes(data: ArrayBuffer): SerialBytes {
  if (data.byteLength < SERIAL_FRAME_HEADER) throw unknown('a frame without an offset');
  const offset = Number(new DataView(data).getBigUint64(0));
  if (!Number.isSafeInteger(offset)) throw unknown('an impossible offset');
  return { type: 'bytes', offset, bytes: new Uint8Array(data, SERIAL_FRAME_HEADER) };
}
