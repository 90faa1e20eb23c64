import { ErrorCode } from '../constants/error-codes.ts';
import { LibvirtError } from '../error.ts';
import { headerSize, lengthSize, messageMax } from '../protocol/limits.ts';
import type { Program } from '../protocol/procedure.ts';
import { malformed } from '../xdr/reader.ts';
import { XdrWriter } from '../xdr/writer.ts';
import type { Codec } from '../xdr/codec.ts';

/** virNetMessageType in virnetprotocol.x. The two kinds that pass file descriptors are not ours: Node cannot. */
export const PacketType = { CALL: 0, REPLY: 1, MESSAGE: 2, STREAM: 3, STREAM_HOLE: 6 } as const;
export type PacketType = (typeof PacketType)[keyof typeof PacketType];

/** virNetMessageStatus in virnetprotocol.x. */
export const PacketStatus = { OK: 0, ERROR: 1, CONTINUE: 2 } as const;
export type PacketStatus = (typeof PacketStatus)[keyof typeof PacketStatus];

export interface PacketHeader {
  readonly program: Program;
  readonly procedure: number;
  readonly type: PacketType;
  readonly serial: number;
  readonly status: PacketStatus;
}

/** A packet as received: the header's words, and everything behind them. */
export interface Packet {
  readonly program: number;
  readonly version: number;
  readonly procedure: number;
  readonly type: number;
  readonly serial: number;
  readonly status: number;
  readonly payload: Buffer;
}

const prefixSize = lengthSize + headerSize;

function writePrefix(packet: Buffer, header: PacketHeader, size: number): void {
  packet.writeUInt32BE(size, 0);
  packet.writeUInt32BE(header.program.id, 4);
  packet.writeUInt32BE(header.program.version, 8);
  packet.writeInt32BE(header.procedure, 12);
  packet.writeUInt32BE(header.type, 16);
  packet.writeUInt32BE(header.serial, 20);
  packet.writeUInt32BE(header.status, 24);
}

/** A whole packet: length, header, and `value` as `codec` lays it out. Throws `invalid` when it does not fit. */
export function encodePacket<T>(header: PacketHeader, codec: Codec<T>, value: T): Buffer {
  const writer = new XdrWriter(prefixSize);
  codec.write(writer, value);
  const packet = writer.finish();
  if (packet.length - lengthSize > messageMax) {
    throw new LibvirtError({
      kind: 'invalid',
      code: ErrorCode.INVALID_ARG,
      message: `the call takes ${String(packet.length)} bytes, more than the protocol's ${String(messageMax)}`,
    });
  }
  writePrefix(packet, header, packet.length);
  return packet;
}

/** Length and header for `payloadSize` bytes that the caller sends behind it. */
export function encodePrefix(header: PacketHeader, payloadSize: number): Buffer {
  const prefix = Buffer.allocUnsafe(prefixSize);
  writePrefix(prefix, header, prefixSize + payloadSize);
  return prefix;
}

/** Cuts a byte stream into packets, whatever way the bytes happen to arrive. */
export class PacketReader {
  readonly #deliver: (packet: Packet) => void;
  #chunks: Buffer[] = [];
  #buffered = 0;
  #wanted = lengthSize;

  constructor(deliver: (packet: Packet) => void) {
    this.#deliver = deliver;
  }

  /** Bytes held back because their packet is not complete. Never more than arrived. */
  get buffered(): number {
    return this.#buffered;
  }

  /** Takes the next bytes and delivers every packet they complete. Throws `protocol` on an impossible length. */
  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#buffered += chunk.length;
    while (this.#buffered >= this.#wanted) {
      const bytes = this.#joined();
      const size = packetSize(bytes);
      if (bytes.length < size) {
        this.#wanted = size;
        continue;
      }
      this.#keep(bytes.subarray(size));
      this.#deliver(decodePacket(bytes.subarray(0, size)));
    }
  }

  #joined(): Buffer {
    const [first] = this.#chunks;
    if (first !== undefined && this.#chunks.length === 1) return first;
    const bytes = Buffer.concat(this.#chunks, this.#buffered);
    this.#chunks = [bytes];
    return bytes;
  }

  #keep(rest: Buffer): void {
    this.#chunks = rest.length > 0 ? [rest] : [];
    this.#buffered = rest.length;
    this.#wanted = lengthSize;
  }
}

function packetSize(bytes: Buffer): number {
  const size = bytes.readUInt32BE(0);
  if (size < prefixSize || size > messageMax + lengthSize) {
    throw malformed(
      `packet length ${String(size)} is outside ${String(prefixSize)}…${String(messageMax + lengthSize)}`,
    );
  }
  return size;
}

function decodePacket(bytes: Buffer): Packet {
  return {
    program: bytes.readUInt32BE(4),
    version: bytes.readUInt32BE(8),
    procedure: bytes.readInt32BE(12),
    type: bytes.readUInt32BE(16),
    serial: bytes.readUInt32BE(20),
    status: bytes.readUInt32BE(24),
    payload: bytes.subarray(prefixSize),
  };
}
