import { Duplex } from 'node:stream';
import { ErrorCode } from '../constants/error-codes.ts';
import { LibvirtError } from '../error.ts';
import { streamPayloadMax } from '../protocol/limits.ts';
import { flags, hyper, nothing, struct } from '../xdr/codec.ts';
import { XdrReader } from '../xdr/reader.ts';
import type { RpcClient } from './client.ts';
import { decodeError } from './errors.ts';
import type { StreamAddress, StreamReceiver } from './open-streams.ts';
import type { Packet } from './packet.ts';
import { PacketStatus, PacketType } from './packet.ts';

/** A run of zeros that is not sent: `length` bytes. Sparse streams read and accept these between Buffers. */
export class StreamHole {
  readonly length: bigint;

  constructor(length: bigint) {
    this.length = length;
  }
}

export type StreamDirection = 'read' | 'write' | 'both';

export interface StreamSettings {
  readonly direction: StreamDirection;
  /** Holes travel as {@link StreamHole}; the stream is then in object mode. */
  readonly sparse: boolean;
  /** The protocol's name of the procedure that opened the stream, for errors. */
  readonly call: string;
  /** Called once when the stream no longer needs its connection. */
  readonly release: () => void;
}

function duplexOptions({ direction, sparse }: StreamSettings) {
  return {
    readable: direction !== 'write',
    writable: direction !== 'read',
    allowHalfOpen: false,
    objectMode: sparse,
    highWaterMark: sparse ? itemsBuffered : bytesBuffered,
  };
}

/** The largest hyper. */
const holeMax = 2n ** 63n - 1n;
const holeCodec = struct({ length: hyper, flags });
const bytesBuffered = 1_048_576;
const itemsBuffered = 4;
/** Far more than sockets and a daemon's queue hold. */
const underWayMax = 16 * bytesBuffered;

/**
 * A libvirt stream as a Node Duplex.
 *
 * Reading a download or a screenshot: `end` comes only after the daemon has confirmed that nothing went wrong, so a
 * truncated one is an error, never a short file. Writing: `end()` completes when the daemon has confirmed it took everything.
 * `destroy()` before that aborts the transfer at the daemon. An unread stream stops reading from its connection,
 * which stops the daemon.
 */
export class LibvirtStream extends Duplex implements StreamReceiver {
  readonly #client: RpcClient;
  readonly #address: StreamAddress;
  readonly #settings: StreamSettings;
  #state: 'open' | 'finishing' | 'done' = 'open';
  /** The daemon has announced that no more data will come. */
  #hasAllData = false;
  #finished: ((error?: Error | null) => void) | undefined;

  /** @internal */
  constructor(client: RpcClient, address: StreamAddress, settings: StreamSettings) {
    super(duplexOptions(settings));
    this.#client = client;
    this.#address = address;
    this.#settings = settings;
  }

  /** @internal */
  receive(packet: Packet): void {
    if (this.destroyed || this.#state === 'done') return;
    if (packet.status === PacketStatus.ERROR) {
      this.#state = 'done';
      this.destroy(decodeError(packet.payload, this.#settings.call));
    } else if (packet.status === PacketStatus.OK) {
      this.#confirmed();
    } else if (packet.status !== PacketStatus.CONTINUE) {
      this.destroy(this.#breach(`a stream packet with status ${String(packet.status)}`));
    } else if (this.#hasAllData) {
      this.destroy(this.#breach('data behind the end of the data'));
    } else if (packet.type === PacketType.STREAM_HOLE) {
      this.#hole(packet.payload);
    } else if (packet.payload.length === 0) {
      this.#endOfData();
    } else {
      this.#deliver(packet.payload);
    }
  }

  /** @internal */
  lost(reason: LibvirtError): void {
    if (this.#state === 'done') return;
    this.#state = 'done';
    this.destroy(reason.during(this.#settings.call));
  }

  override _read(): void {
    this.#client.resume();
  }

  override _write(chunk: unknown, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    if (chunk instanceof StreamHole) this.#sendHole(chunk, done);
    else if (chunk instanceof Uint8Array)
      this.#sendData(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length), done);
    else done(this.#refusal('a stream takes Buffers (and, when sparse, StreamHoles)'));
  }

  /** Chunks that have queued up leave together: one wait for the operating system instead of one for each. */
  override _writev(
    chunks: { chunk: unknown; encoding: BufferEncoding }[],
    done: (error?: Error | null) => void,
  ): void {
    const last = chunks.pop();
    let failure: Error | null | undefined;
    for (const { chunk, encoding } of chunks) {
      this._write(chunk, encoding, (error) => {
        failure ??= error;
      });
    }
    if (failure) done(failure);
    else this._write(last?.chunk, last?.encoding ?? 'utf8', done);
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#finished = done;
    this.#finish();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    if (this.#state !== 'done') {
      this.#state = 'done';
      this.#client.abortStream(this.#address);
    }
    const finished = this.#finished;
    this.#finished = undefined;
    finished?.(error);
    this.#client.endStream(this.#address.serial);
    this.#settings.release();
    // Not in this turn of the event loop: the owner must be listening for an error right after the opening's reply.
    setImmediate(done, error);
  }

  #finish(): void {
    if (this.#state !== 'open') return;
    this.#state = 'finishing';
    this.#client.sendStreamPacket(this.#address, PacketType.STREAM, PacketStatus.OK, nothing, {});
    // The confirmation has to be read even if the data before it is not.
    this.#client.resume();
  }

  /** The daemon has no more data. A stream that is only read is finished here, the other kinds by their writer. */
  #endOfData(): void {
    this.#hasAllData = true;
    if (this.#settings.direction === 'read') this.#finish();
    else this.push(null);
  }

  #confirmed(): void {
    if (this.#state !== 'finishing') {
      this.destroy(this.#breach('a confirmation of an end that was not asked for'));
      return;
    }
    this.#state = 'done';
    // A bidirectional stream has already ended when the daemon had no more data.
    const { direction } = this.#settings;
    if (direction === 'read' || (direction === 'both' && !this.#hasAllData)) this.push(null);
    const finished = this.#finished;
    this.#finished = undefined;
    finished?.();
  }

  #hole(payload: Buffer): void {
    if (!this.#settings.sparse) {
      this.destroy(this.#breach('a hole in a stream that was not opened as sparse'));
      return;
    }
    try {
      const { length } = holeCodec.read(new XdrReader(payload));
      if (length <= 0n) throw this.#breach(`a hole of ${String(length)} bytes`);
      this.#deliver(new StreamHole(length));
    } catch (error) {
      this.destroy(error instanceof Error ? error : new Error(String(error)));
    }
  }

  #deliver(item: Buffer | StreamHole): void {
    if (this.#settings.direction === 'write') {
      this.destroy(this.#breach('data in a stream that is only written'));
    } else if (!this.push(item)) {
      if (this.#state === 'open') this.#client.pause();
      // While finishing, what is under way is taken in, or the confirmation behind it would never be read.
      else if (this.readableLength > underWayMax) {
        this.destroy(this.#breach('ever more data after the end was asked for'));
      }
    }
  }

  #sendData(data: Buffer, done: (error?: Error | null) => void): void {
    let at = 0;
    while (data.length - at > streamPayloadMax) {
      this.#client.sendStreamData(this.#address, data.subarray(at, at + streamPayloadMax), () => undefined);
      at += streamPayloadMax;
    }
    // An empty packet would mean "end of data".
    if (at < data.length) this.#client.sendStreamData(this.#address, data.subarray(at), done);
    else done();
  }

  #sendHole(hole: StreamHole, done: (error?: Error | null) => void): void {
    if (!this.#settings.sparse) {
      done(this.#refusal('this stream was not opened as sparse, it takes no holes'));
      return;
    }
    if (hole.length <= 0n || hole.length > holeMax) {
      done(this.#refusal(`a hole of ${String(hole.length)} bytes; it takes at least 1 and fewer than 2^63`));
      return;
    }
    const value = { length: hole.length, flags: 0 };
    this.#client.sendStreamPacket(
      this.#address,
      PacketType.STREAM_HOLE,
      PacketStatus.CONTINUE,
      holeCodec,
      value,
    );
    done();
  }

  #refusal(message: string): LibvirtError {
    return new LibvirtError({
      kind: 'invalid',
      code: ErrorCode.INVALID_ARG,
      message,
      call: this.#settings.call,
    });
  }

  #breach(message: string): LibvirtError {
    return new LibvirtError({ kind: 'protocol', code: ErrorCode.RPC, message, call: this.#settings.call });
  }
}
