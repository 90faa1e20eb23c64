import { messageOf } from '../../../../lib/contract/error.ts';
import { mkdir, open, truncate, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { PortLog } from '../../../../lib/contract/boot.ts';
import type { Arrival, ByteChunk } from '../../api.ts';
import { batches, type Pending } from './batches.ts';
import { Contents } from './contents.ts';
import type { Recording } from './recording.ts';
import { findFiles, removeSegment, type Segment, segmentName, writeGap } from './segment-files.ts';
import { readArrivals, TimeIndex } from './time-index.ts';
import { Listeners } from '../../../../lib/listeners.ts';

export interface DiskLogOptions {
  /** For this port and boot only; created if it is missing and the boot is running. */
  readonly directory: string;
  readonly port: number;
  /** Whether the boot still runs. */
  readonly live: boolean;
  /** Maximum size in bytes; the oldest are removed first. */
  readonly limit?: number;
  /** Called with the error of a failed write step; the next step is tried anyway. */
  readonly onError?: (error: unknown) => void;
  /** Milliseconds since 1970. */
  readonly clock?: () => number;
}

const DEFAULT_LIMIT = 16 * 1024 * 1024;
/** How much is removed at a time, as a fraction of the limit. */
const SEGMENTS = 16;
/** Delay before a retry after a failed write. */
const RETRY_MS = 1000;
/**
 * A port delivers bytes in small pieces. The first one after a pause is written and reported at once; later ones are
 * batched, briefly while so little arrives that it may be an echo of typing, and never longer than 16 ms.
 */
const GATHER_MS = { little: 4, much: 16 };
const LITTLE_BYTES = 32;

/**
 * The byte log of one port in one boot. Its state is derived from the names and sizes of its files, so a process that is
 * killed at any moment neither loses nor invents a written byte.
 */
export class DiskLog implements Recording {
  readonly #directory: string;
  readonly #port: number;
  readonly #limit: number;
  readonly #contents: Contents;
  readonly #times: TimeIndex;
  readonly #clock: () => number;
  readonly #onError: (error: unknown) => void;
  readonly #watchers = new Listeners();
  #file: FileHandle | undefined;
  #live: boolean;
  #pending: Pending[] = [];
  #backlog = 0;
  /** The offset after everything accepted. */
  #end: number;
  /** Serialises all access to the files. Never rejects. */
  #work: Promise<void> = Promise.resolve();
  #writing = false;
  #gathering: NodeJS.Timeout | undefined;
  #indexing: NodeJS.Timeout | undefined;
  /** The earliest time of the next write. */
  #dueAt = 0;
  #retryAt = 0;

  static async open(options: DiskLogOptions): Promise<DiskLog> {
    const { directory, live } = options;
    // Opening a removed log must not recreate its directory.
    if (live) await mkdir(directory, { recursive: true, mode: 0o700 });
    return new DiskLog(options, new Contents(directory, await findFiles(directory)));
  }

  private constructor(options: DiskLogOptions, contents: Contents) {
    const {
      directory,
      port,
      live,
      limit = DEFAULT_LIMIT,
      onError = () => undefined,
      clock = Date.now,
    } = options;
    this.#onError = onError;
    this.#clock = clock;
    this.#directory = directory;
    this.#port = port;
    this.#live = live;
    this.#limit = limit;
    this.#contents = contents;
    this.#times = new TimeIndex(directory, this.#segmentLimit, onError);
    this.#end = contents.end;
  }

  get live(): boolean {
    return this.#live;
  }

  get backlog(): number {
    return this.#backlog;
  }

  get end(): number {
    return this.#end;
  }

  get facts(): PortLog {
    return this.#contents.facts(this.#port);
  }

  /** The number of watchers. */
  get watchers(): number {
    return this.#watchers.size;
  }

  read(from: number, limit: number): Promise<ByteChunk | null> {
    return this.#contents.read(from, limit);
  }

  async times(from: number, to: number): Promise<Arrival[]> {
    if (this.#live) await this.#indexed();
    return readArrivals(this.#directory, this.#contents.segments, from, to);
  }

  watch(listener: () => void): () => void {
    return this.#watchers.add(listener);
  }

  append(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#backlog += bytes.length;
    this.#accept(bytes, this.#end + bytes.length);
  }

  skip(to: number, reason: string): void {
    if (to > this.#end) this.#accept({ to, reason }, to);
  }

  flushed(): Promise<void> {
    if (this.#pending.length > 0) this.#writeNow();
    return this.#work;
  }

  async rewind(offset: number): Promise<void> {
    await this.flushed();
    this.#then(() => this.#truncate(offset));
    await this.#work;
    this.#end = this.#contents.end;
  }

  async finish(): Promise<void> {
    if (!this.#live) return;
    await this.#close();
    this.#live = false;
    this.#watchers.notify();
  }

  async dispose(): Promise<void> {
    await this.#close();
    this.#watchers.clear();
  }

  #accept(pending: Pending, end: number): void {
    this.#end = end;
    this.#pending.push(pending);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#writing || this.#gathering !== undefined) return;
    const wait = this.#dueAt - performance.now();
    if (wait <= 0) this.#writeNow();
    else this.#gathering = setTimeout(() => this.#writeNow(), wait);
  }

  #writeNow(): void {
    clearTimeout(this.#gathering);
    this.#gathering = undefined;
    this.#writing = true;
    this.#then(() => this.#writePending());
  }

  #then(work: () => Promise<void>): void {
    // A failed step must not prevent the next one.
    this.#work = this.#work.then(work).catch((error: unknown) => this.#onError(error));
  }

  async #close(): Promise<void> {
    await this.flushed();
    clearTimeout(this.#indexing);
    this.#then(async () => {
      await this.#times.close();
      await this.#closeFile();
      this.#retryAt = 0;
      await this.#admit();
    });
    await this.#work;
  }

  /** Writes the pending times of arrival; resolves when they are on disk. */
  #indexed(): Promise<void> {
    clearTimeout(this.#indexing);
    this.#indexing = undefined;
    this.#then(() => this.#times.write());
    return this.#work;
  }

  /** Runs less often than bytes arrive. */
  #scheduleIndex(): void {
    const { dueIn } = this.#times;
    if (dueIn === 0) void this.#indexed();
    else if (dueIn !== null) this.#indexing ??= setTimeout(() => void this.#indexed(), dueIn);
  }

  async #writePending(): Promise<void> {
    const pending = this.#pending;
    const before = this.#backlog;
    const begun = performance.now();
    this.#pending = [];
    for (const batch of batches(pending)) {
      if (batch instanceof Uint8Array) await this.#write(batch);
      else await this.#mark(batch.to, batch.reason);
    }
    const isLittle = before <= LITTLE_BYTES;
    this.#dueAt = begun + (isLittle ? GATHER_MS.little : GATHER_MS.much);
    this.#writing = false;
    this.#scheduleIndex();
    if (pending.length > 0) this.#watchers.notify();
    if (this.#pending.length > 0) this.#schedule();
  }

  /** Writes everything, or as much as fits and a gap for the rest. Never fails. */
  async #write(bytes: Uint8Array): Promise<void> {
    const arrivedAt = this.#clock();
    let done = 0;
    try {
      await this.#admit();
      while (done < bytes.length) {
        const { segment, file } = await this.#segmentToWrite();
        const room = this.#segmentLimit - segment.size;
        const { bytesWritten } = await file.write(bytes, done, Math.min(room, bytes.length - done));
        segment.size += bytesWritten;
        this.#times.note(segment.from, segment.from + segment.size, arrivedAt);
        done += bytesWritten;
      }
      while (this.#contents.segments.length > 1 && this.#contents.size > this.#limit) {
        this.#times.forget(this.#contents.segments[0]?.from ?? 0);
        await this.#contents.cutOldest();
      }
    } catch (error) {
      await this.#closeFile();
      const why = messageOf(error);
      if (done < bytes.length)
        this.#refuse(this.#contents.end + bytes.length - done, `could not be recorded: ${why}`);
    }
    this.#backlog -= bytes.length;
  }

  async #mark(to: number, reason: string): Promise<void> {
    await this.#closeFile();
    this.#refuse(to, reason);
    await this.#admit().catch(() => undefined);
  }

  /** Keeps in memory what could not be recorded, and why, until the gap can be written. */
  #refuse(to: number, reason: string): void {
    const { refused, end } = this.#contents;
    this.#contents.refused = { from: refused?.from ?? end, to, reason: refused?.reason ?? reason };
  }

  async #admit(): Promise<void> {
    const { refused } = this.#contents;
    if (refused === null) return;
    if (performance.now() < this.#retryAt) throw new Error('the last write failed a moment ago');
    this.#retryAt = performance.now() + RETRY_MS;
    await writeGap(this.#directory, refused);
    this.#retryAt = 0;
    this.#contents.gaps.push(refused);
    this.#contents.refused = null;
  }

  get #segmentLimit(): number {
    return Math.max(1, Math.floor(this.#limit / SEGMENTS));
  }

  async #segmentToWrite(): Promise<{ segment: Segment; file: FileHandle }> {
    const { segments, end } = this.#contents;
    const last = segments.at(-1);
    if (last !== undefined && last.from + last.size === end && last.size < this.#segmentLimit) {
      this.#file ??= await open(join(this.#directory, segmentName(last.from)), 'a', 0o600);
      return { segment: last, file: this.#file };
    }
    await this.#closeFile();
    const segment: Segment = { from: end, size: 0 };
    this.#file = await open(join(this.#directory, segmentName(end)), 'a', 0o600);
    segments.push(segment);
    return { segment, file: this.#file };
  }

  async #truncate(offset: number): Promise<void> {
    const { segments, gaps, refused } = this.#contents;
    await this.#times.close();
    await this.#closeFile();
    if (refused !== null && refused.to > offset) this.#contents.refused = null;
    for (const gap of gaps.filter(({ to }) => to > offset)) await this.#contents.removeGap(gap);
    for (const segment of segments.filter(({ from, size }) => from + size > offset)) {
      if (segment.from < offset) {
        await this.#times.rewind(segment.from, offset);
        await truncate(join(this.#directory, segmentName(segment.from)), offset - segment.from);
        segment.size = offset - segment.from;
      } else {
        await removeSegment(this.#directory, segment.from);
        segments.splice(segments.indexOf(segment), 1);
      }
    }
  }

  async #closeFile(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    await file?.close().catch(() => undefined);
  }
}
