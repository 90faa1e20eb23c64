import type { Codec } from '../xdr/codec.ts';
import { XdrReader } from '../xdr/reader.ts';
import { XdrWriter } from '../xdr/writer.ts';

/** Bytes written as hexadecimal digits; white space is free, and `#` begins a comment up to the end of its line. */
export function hex(text: string): Buffer {
  const digits = text.replaceAll(/#.*$/gm, '').replaceAll(/\s+/g, '');
  if (!/^([0-9a-f]{2})*$/i.test(digits)) throw new Error(`not whole bytes in hexadecimal: ${digits}`);
  return Buffer.from(digits, 'hex');
}

export function encode<T>(codec: Codec<T>, value: T): Buffer {
  const writer = new XdrWriter();
  codec.write(writer, value);
  return writer.finish();
}

/** Reads one value and insists that nothing is left. */
export function decode<T>(codec: Codec<T>, bytes: Buffer): T {
  const reader = new XdrReader(bytes);
  const value = codec.read(reader);
  if (reader.remaining > 0) throw new Error(`${String(reader.remaining)} bytes left`);
  return value;
}

/** A packet's header as numbers, for packets a well-behaved client would never build. */
export interface RawHeader {
  readonly program: number;
  readonly version: number;
  readonly procedure: number;
  readonly type: number;
  readonly serial: number;
  readonly status: number;
}

/** A whole packet, built without the code under test. */
export function frame(header: RawHeader, payload: Uint8Array = Buffer.alloc(0)): Buffer {
  const packet = Buffer.alloc(28 + payload.length);
  const { program, version, procedure, type, serial, status } = header;
  [packet.length, program, version, procedure, type, serial, status].forEach((word, index) => {
    packet.writeUInt32BE(word, index * 4);
  });
  packet.set(payload, 28);
  return packet;
}
