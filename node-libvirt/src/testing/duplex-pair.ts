import { Duplex } from 'node:stream';

export interface PairOptions {
  /** Bytes that may wait between the two ends, in each direction and at each end. */
  readonly highWaterMark?: number;
}

/**
 * One end of an in-memory socket pair. Like a socket, it ends its own side when the other side ends, and its
 * destruction ends the other side. A chunk written is a chunk read: nothing is merged on the way.
 */
class PairEnd extends Duplex {
  #other: PairEnd | undefined;
  #taken: (() => void) | undefined;

  constructor(highWaterMark: number) {
    super({ allowHalfOpen: false, highWaterMark });
  }

  connectTo(other: PairEnd): void {
    this.#other = other;
  }

  override _read(): void {
    const taken = this.#taken;
    this.#taken = undefined;
    taken?.();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    const other = this.#other;
    if (!other || other.destroyed) done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
    else other.#arrive(chunk, done);
  }

  override _final(done: () => void): void {
    this.#other?.push(null);
    done();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    const other = this.#other;
    process.nextTick(() => {
      if (other && !other.destroyed && !other.readableEnded) other.push(null);
    });
    this._read();
    done(error);
  }

  #arrive(chunk: Buffer, done: () => void): void {
    this.#taken = done;
    this.push(chunk);
  }
}

/** Two connected duplex streams. */
export function duplexPair({ highWaterMark = 65_536 }: PairOptions = {}): [Duplex, Duplex] {
  const left = new PairEnd(highWaterMark);
  const right = new PairEnd(highWaterMark);
  left.connectTo(right);
  right.connectTo(left);
  return [left, right];
}
