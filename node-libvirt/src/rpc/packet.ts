import { ErrorCode } from '../constants/error-codes.ts';
import { LibvirtError } from '../error.ts';
import { headerSize, lengthSize, messageMax } from '../protocol/limits.ts';
import type { Program } from '../protocol/procedure.ts';
import { malformed } from '../xdr/reader.ts';
import { XdrWriter } from '../xdr/writer.ts';
import type { Codec } from '../xdr/codec.ts';

/** virNetMessageType in virnetprotocol.x. Without the two kinds that pass file descriptors, which Node cannot. */
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
 * Splits a byte stream into packets, however the bytes arrive. Stream data is the exception: it is delivered as it
 * arrives, in packets that repeat the header, because it is a byte stream itself, and waiting for (and joining) a
 * quarter of a megabyte only costs time.
 */
export class PacketReader {
  readonly #deliver: (packet: Packet) => void;
  /** The beginning of a packet that has not arrived whole: the first `#buffered` bytes of `#held`. */
  #held: Buffer = nothingHeld;
  #buffered = 0;
  /** How many bytes are needed to continue: those of the prefix, then of the packet. */
  #wanted = prefixSize;
  /** The header of the stream packet being passed through, and how many bytes of it are still to come. */
  #passing: PacketHead | undefined;
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
      if (this.#passing) rest = this.#pass(this.#passing, rest);
      else if (this.#buffered > 0) rest = this.#complete(rest);
      else rest = this.#take(rest);
    }
  }

  /** Takes the packet that `bytes` begin with, or holds them back; returns what is behind it. */
  #take(bytes: Buffer): Buffer {
    // A peer with another protocol may send less than a header and then wait for us, as we wait for it: check at once.
    const size = bytes.length < lengthSize ? prefixSize : packetSize(bytes);
    if (bytes.length < prefixSize) return this.#hold(bytes, prefixSize);
    const head = decodeHead(bytes);
    if (isStreamData(head) && size > prefixSize) {
      this.#passing = head;
      this.#passingLeft = size - prefixSize;
      return bytes.subarray(prefixSize);
    }
    if (bytes.length < size) return this.#hold(bytes, size);
    this.#deliver({ ...head, payload: bytes.subarray(prefixSize, size) });
    return bytes.subarray(size);
  }

  /** Adds to what is held back, and takes it when it is enough; returns what is behind it. */
  #complete(bytes: Buffer): Buffer {
    const missing = this.#wanted - this.#buffered;
    this.#hold(bytes.subarray(0, missing), this.#wanted);
    if (this.#buffered >= lengthSize) packetSize(this.#held);
    if (this.#buffered === this.#wanted) {
      const enough = this.#held.subarray(0, this.#buffered);
      this.#held = nothingHeld;
      this.#buffered = 0;
      this.#take(enough);
    }
    return bytes.subarray(missing);
  }

  /** The buffer grows with the bytes that arrive, not with the announced length. */
  #hold(bytes: Buffer, wanted: number): Buffer {
    this.#wanted = wanted;
    const needed = this.#buffered + bytes.length;
    if (needed > this.#held.length) {
      const larger = Buffer.allocUnsafe(Math.max(needed, Math.min(wanted, needed * 2)));
      this.#held.copy(larger, 0, 0, this.#buffered);
      this.#held = larger;
    }
    bytes.copy(this.#held, this.#buffered);
    this.#buffered = needed;
    return nothingHeld;
  }

  #pass(head: PacketHead, bytes: Buffer): Buffer {
    const payload = bytes.subarray(0, this.#passingLeft);
    this.#passingLeft -= payload.length;
    if (this.#passingLeft === 0) this.#passing = undefined;
    this.#deliver({ ...head, payload });
    return bytes.subarray(payload.length);
  }
}

const nothingHeld = Buffer.alloc(0);

type PacketHead = Omit<Packet, 'payload'>;

function isStreamData({ type, status }: PacketHead): boolean {
  return type === PacketType.STREAM && status === PacketStatus.CONTINUE;
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

function decodeHead(bytes: Buffer): PacketHead {
  return {
    program: bytes.readUInt32BE(4),
    version: bytes.readUInt32BE(8),
    procedure: bytes.readInt32BE(12),
    type: bytes.readUInt32BE(16),
    serial: bytes.readUInt32BE(20),
    status: bytes.readUInt32BE(24),
  };
}
