import { ErrorCode } from '../constants/error-codes.ts';
import { LibvirtError } from '../error.ts';

/** A reader's complaint: the peer sent bytes that do not fit the protocol. */
export function malformed(message: string): LibvirtError {
  return new LibvirtError({ kind: 'protocol', code: ErrorCode.RPC, message });
}

/**
 * Reads XDR (RFC 4506) values from a packet, one after another. Every read is checked against the end of the
 * packet and against the limit the protocol states, before anything is allocated, so that a hostile peer costs
 * no more memory than the bytes it sent.
 */
export class XdrReader {
  readonly #bytes: Buffer;
  #at: number;

  constructor(bytes: Buffer, offset = 0) {
    this.#bytes = bytes;
    this.#at = offset;
  }

  /** Bytes not read yet. */
  get remaining(): number {
    return this.#bytes.length - this.#at;
  }

  #take(size: number): number {
    const start = this.#at;
    if (size > this.#bytes.length - start) {
      throw malformed(`packet ends ${String(size - (this.#bytes.length - start))} bytes early`);
    }
    this.#at = start + size;
    return start;
  }

  int(): number {
    return this.#bytes.readInt32BE(this.#take(4));
  }

  uint(): number {
    return this.#bytes.readUInt32BE(this.#take(4));
  }

  hyper(): bigint {
    return this.#bytes.readBigInt64BE(this.#take(8));
  }

  uhyper(): bigint {
    return this.#bytes.readBigUInt64BE(this.#take(8));
  }

  double(): number {
    return this.#bytes.readDoubleBE(this.#take(8));
  }

  /** Exactly `size` bytes, as a view of the packet, not a copy. */
  opaque(size: number): Buffer {
    const start = this.#take(size + padding(size));
    return this.#bytes.subarray(start, start + size);
  }

  /** A length-prefixed run of at most `max` bytes, as a view of the packet. */
  opaqueUpTo(max: number): Buffer {
    return this.opaque(this.count(max, 'opaque'));
  }

  /** A length-prefixed string of at most `max` bytes of UTF-8. */
  string(max: number): string {
    const size = this.count(max, 'string');
    const start = this.#take(size + padding(size));
    return this.#bytes.toString('utf8', start, start + size);
  }

  /** A UUID in its 36-character form. */
  uuid(): string {
    const start = this.#take(16);
    const hex = this.#bytes.toString('hex', start, start + 16);
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  }

  /** The length word of a list, string or opaque; `what` names it in the error. */
  count(max: number, what: string): number {
    const count = this.uint();
    if (count > max)
      throw malformed(`${what} of ${String(count)} exceeds the protocol's limit of ${String(max)}`);
    return count;
  }
}

/** XDR pads every item to a multiple of four bytes. */
export function padding(size: number): number {
  return -size & 3;
}
