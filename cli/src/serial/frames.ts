import { SERIAL_FRAME_HEADER, serialDown, type SerialDown } from '../../../lib/contract/live.ts';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { parseJson } from '../session/settings.ts';

export type SerialMessage =
  SerialDown | { readonly type: 'bytes'; readonly offset: number; readonly bytes: Uint8Array };

function strange(what: string): ConsoleError {
  return new ConsoleError('server-unreachable', `The console's serial channel sent ${what}.`, {
    fix: 'ven and the console are not of the same version; update the older one.',
  });
}

/** One message of the serial socket. */
export function parseFrame(data: Buffer, binary: boolean): SerialMessage {
  if (!binary) {
    const parsed = serialDown.safeParse(parseJson(data.toString('utf8')));
    if (parsed.success) return parsed.data;
    throw strange('something that is not understood');
  }
  if (data.length < SERIAL_FRAME_HEADER) throw strange('a frame without an offset');
  const offset = Number(data.readBigUInt64BE(0));
  if (!Number.isSafeInteger(offset)) throw strange('an impossible offset');
  return { type: 'bytes', offset, bytes: data.subarray(SERIAL_FRAME_HEADER) };
}
