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

/**
 * Cuts a byte stream into packets, whatever way the bytes happen to arrive. Stream data is the exception: its
 * bytes are delivered as they come, in packets that repeat the header, because they are a byte stream themselves
 * and waiting for (and joining) a quarter of a megabyte only costs time.
 */
export class PacketReader {
  readonly #deliver: (packet: Packet) => void;
  #chunks: Buffer[] = [];
  #buffered = 0;
  #wanted = prefixSize;
  /** The header of the stream packet being passed through, and how many bytes of it are still to come. */
  #passing: Omit<Packet, 'payload'> | undefined;
  #passingLeft = 0;

  constructor(deliver: (packet: Packet) => void) {
    this.#deliver = deliver;
  }

  /** Bytes held back because their packet is not complete. Never more than arrived. */
  get buffered(): number {
    return this.#buffered;
  }

  /** Takes the next bytes and delivers every packet they complete. Throws `protocol` on an impossible length. */
  push(chunk: Buffer): void {
    let rest = chunk;
    while (rest.length > 0) {
      if (this.#passing) {
        rest = this.#pass(this.#passing, rest);
      } else if (this.#buffered + rest.length < this.#wanted) {
        this.#hold(rest);
        return;
      } else {
        const taken = this.#wanted - this.#buffered;
        const bytes = this.#join(rest.subarray(0, taken));
        rest = rest.subarray(taken);
        this.#advance(bytes);
      }
    }
  }

  #hold(rest: Buffer): void {
    const isPrefix = this.#wanted === prefixSize;
    const bytes = isPrefix ? this.#join(rest) : rest;
    this.#chunks.push(bytes);
    this.#buffered += bytes.length;
    // A peer of another kind may say less than a header, and then wait for us as we for it.
    if (isPrefix && bytes.length >= lengthSize) packetSize(bytes);
  }

  /** `bytes` are the packet so far: its prefix, or all of it. */
  #advance(bytes: Buffer): void {
    const size = packetSize(bytes);
    const header = decodeHeader(bytes);
    const isStreamData = header.type === PacketType.STREAM && header.status === PacketStatus.CONTINUE;
    if (isStreamData && size > prefixSize) {
      this.#passing = header;
      this.#passingLeft = size - prefixSize;
    } else if (bytes.length === size) {
      this.#wanted = prefixSize;
      this.#deliver({ ...header, payload: bytes.subarray(prefixSize) });
    } else {
      this.#wanted = size;
      this.#chunks.push(bytes);
      this.#buffered = bytes.length;
    }
  }

  #pass(header: Omit<Packet, 'payload'>, bytes: Buffer): Buffer {
    const payload = bytes.subarray(0, this.#passingLeft);
    this.#passingLeft -= payload.length;
    if (this.#passingLeft === 0) this.#passing = undefined;
    this.#deliver({ ...header, payload });
    return bytes.subarray(payload.length);
  }

  #join(last: Buffer): Buffer {
    if (this.#chunks.length === 0) return last;
    const bytes = Buffer.concat([...this.#chunks, last], this.#buffered + last.length);
    this.#chunks = [];
    this.#buffered = 0;
    return bytes;
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

function decodeHeader(bytes: Buffer): Omit<Packet, 'payload'> {
  return {
    program: bytes.readUInt32BE(4),
    version: bytes.readUInt32BE(8),
    procedure: bytes.readInt32BE(12),
    type: bytes.readUInt32BE(16),
    serial: bytes.readUInt32BE(20),
    status: bytes.readUInt32BE(24),
  };
}
