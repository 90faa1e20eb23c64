import type { Duplex } from 'node:stream';
import type { Recording } from '../byte-log/recording.ts';
import { align } from './alignment.ts';

/** Bytes of a stream that are held while its position is unknown; far more than a file lags behind. */
const HELD_MAX = 256 * 1024;
/** Bytes waiting for the disk above which the guest is throttled. */
const BACKLOG_MAX = 4 * 1024 * 1024;

/**
 * One stream of a serial port, from its opening to its end. Its bytes are held until their offset in the recording is
 * known; from then on they are recorded directly.
 */
export class Attachment {
  readonly #stream: Duplex;
  readonly #recording: Recording;
  /** Resolves with the reason when the stream has ended. */
  readonly ended: Promise<string>;
  /** The latest bytes as they arrived; joined only when needed. */
  #pieces: Buffer[] = [];
  #heldBytes = 0;
  #received = 0;
  #placed = false;
  /** Upcoming bytes that were already read from the file. */
  #skip = 0;
  #over = false;
  #reason = 'the serial port was closed at the other end';

  constructor(stream: Duplex, recording: Recording) {
    this.#stream = stream;
    this.#recording = recording;
    this.ended = new Promise((resolve) => {
      stream.on('error', (error) => {
        this.#reason = error.message;
      });
      stream.on('close', () => {
        this.#over = true;
        resolve(this.#reason);
      });
      stream.on('end', () => stream.destroy());
    });
    stream.on('data', (bytes: Buffer) => {
      this.#take(bytes);
    });
  }

  get placed(): boolean {
    return this.#placed;
  }

  get over(): boolean {
    return this.#over;
  }

  /** Bytes received on this stream. */
  get received(): number {
    return this.#received;
  }

  /** The stream was opened before the guest's first byte: everything is recorded. */
  placeAtStart(): void {
    this.#placed = true;
    this.#recording.append(this.#held);
    this.#release();
  }

  /** The stream's next byte follows the recording's last one. Only true if no bytes are in transit. */
  placeAtEnd(): void {
    this.#placed = true;
    this.#release();
  }

  /** Whether the held bytes end like the file; trivially true if there are none. */
  endsLike(file: Buffer): boolean {
    const length = Math.min(file.length, this.#held.length);
    return length === 0 || file.subarray(-length).equals(this.#held.subarray(-length));
  }

  /** Tries to find the stream's position from the end of the file. */
  placeBehind(file: Buffer): boolean {
    const found = align(file, this.#held);
    if (found === null) return false;
    const rest = found.kind === 'file-behind' ? this.#held.subarray(found.from) : Buffer.alloc(0);
    if (found.kind === 'file-ahead') this.#skip = found.skip;
    this.placeAtEnd();
    this.#recording.append(rest);
    return true;
  }

  write(text: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#stream.write(text, (error) => {
        if (error) reject(error);
        else resolve();
      });
    });
  }

  async close(reason = this.#reason): Promise<void> {
    this.#reason = reason;
    this.#stream.destroy();
    await this.ended;
  }

  get #held(): Buffer {
    return this.#joined();
  }

  #joined(): Buffer {
    const all = Buffer.concat(this.#pieces).subarray(-HELD_MAX);
    this.#pieces = [all];
    this.#heldBytes = all.length;
    return all;
  }

  #hold(bytes: Buffer): void {
    this.#pieces.push(bytes);
    this.#heldBytes += bytes.length;
    // At most twice as much, so that a small piece never costs a copy of everything.
    if (this.#heldBytes > 2 * HELD_MAX) this.#joined();
  }

  #release(): void {
    this.#pieces = [];
    this.#heldBytes = 0;
  }

  #take(bytes: Buffer): void {
    this.#received += bytes.length;
    if (!this.#placed) {
      this.#hold(bytes);
      return;
    }
    const known = Math.min(this.#skip, bytes.length);
    this.#skip -= known;
    this.#recording.append(bytes.subarray(known));
    if (this.#recording.backlog > BACKLOG_MAX) void this.#wait();
  }

  async #wait(): Promise<void> {
    this.#stream.pause();
    await this.#recording.flushed();
    if (!this.#over) this.#stream.resume();
  }
}
