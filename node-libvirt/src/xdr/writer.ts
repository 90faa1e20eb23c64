import { ErrorCode } from '../constants/error-codes.ts';
import { LibvirtError } from '../error.ts';
import { padding } from './reader.ts';

/** A writer's complaint: the caller's value does not fit the protocol. Nothing has been sent. */
export function unfit(message: string): LibvirtError {
  return new LibvirtError({ kind: 'invalid', code: ErrorCode.INVALID_ARG, message });
}

/** Writes XDR (RFC 4506) values into a buffer that grows as needed. */
export class XdrWriter {
  #bytes: Buffer;
  #length: number;

  /** @param reserve bytes left free at the front, for a packet header written afterwards */
  constructor(reserve = 0) {
    this.#bytes = Buffer.allocUnsafe(Math.max(256, reserve * 2));
    this.#length = reserve;
  }

  /** Makes room for `size` bytes and returns where. It may replace `#bytes`: call it before naming them. */
  #grow(size: number): number {
    const start = this.#length;
    const needed = start + size;
    if (needed > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(needed, this.#bytes.length * 2));
      this.#bytes.copy(larger, 0, 0, start);
      this.#bytes = larger;
    }
    this.#length = needed;
    return start;
  }

  int(value: number): void {
    inRange(value, -0x8000_0000, 0x7fff_ffff, 'int');
    const at = this.#grow(4);
    this.#bytes.writeInt32BE(value, at);
  }

  uint(value: number): void {
    inRange(value, 0, 0xffff_ffff, 'unsigned int');
    const at = this.#grow(4);
    this.#bytes.writeUInt32BE(value, at);
  }

  hyper(value: bigint): void {
    if (BigInt.asIntN(64, value) !== value) throw unfit(`${String(value)} does not fit a 64-bit integer`);
    const at = this.#grow(8);
    this.#bytes.writeBigInt64BE(value, at);
  }

  uhyper(value: bigint): void {
    if (BigInt.asUintN(64, value) !== value)
      throw unfit(`${String(value)} does not fit an unsigned 64-bit integer`);
    const at = this.#grow(8);
    this.#bytes.writeBigUInt64BE(value, at);
  }

  double(value: number): void {
    const at = this.#grow(8);
    this.#bytes.writeDoubleBE(value, at);
  }

  opaque(value: Uint8Array, size: number): void {
    if (value.length !== size) throw unfit(`expected ${String(size)} bytes, got ${String(value.length)}`);
    this.#padded(value);
  }

  opaqueUpTo(value: Uint8Array, max: number): void {
    this.count(value.length, max, 'opaque');
    this.#padded(value);
  }

  /** Throws on a NUL character: libvirt takes C strings, so the rest would be lost without a word. */
  string(value: string, max: number): void {
    if (value.includes('\0')) throw unfit('a string must not contain a NUL character');
    const size = Buffer.byteLength(value);
    this.count(size, max, 'string');
    const start = this.#grow(size + padding(size));
    this.#bytes.write(value, start);
    this.#bytes.fill(0, start + size, this.#length);
  }

  uuid(value: string): void {
    if (!uuidForm.test(value))
      throw unfit(`«${value}» is not a UUID (expected 8-4-4-4-12 hexadecimal digits)`);
    const at = this.#grow(16);
    this.#bytes.write(value.replaceAll('-', ''), at, 'hex');
  }

  count(count: number, max: number, what: string): void {
    if (count > max)
      throw unfit(`${what} of ${String(count)} exceeds the protocol's limit of ${String(max)}`);
    this.uint(count);
  }

  /** What was written, reserve included, without copying. */
  finish(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  #padded(value: Uint8Array): void {
    const start = this.#grow(value.length + padding(value.length));
    this.#bytes.set(value, start);
    this.#bytes.fill(0, start + value.length, this.#length);
  }
}

/** With or without dashes, as libvirt's own parser accepts it. */
const uuidForm = /^[0-9a-f]{8}(-?)[0-9a-f]{4}\1[0-9a-f]{4}\1[0-9a-f]{4}\1[0-9a-f]{12}$/i;

function inRange(value: number, low: number, high: number, type: string): void {
  if (!Number.isInteger(value) || value < low || value > high) {
    throw unfit(`${String(value)} does not fit ${type}`);
  }
}
