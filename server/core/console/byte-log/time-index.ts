import { type FileHandle, open, readFile, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import type { Arrival } from '../../api.ts';
import { type Segment, timesName } from './segment-files.ts';

/** Two doubles: the end offset and the time of arrival. The bytes begin at the end of the previous record. */
const RECORD_BYTES = 16;
/** At most 60 records a second. */
const SPACING_MS = 17;
/** Minimum size of one file, for small logs. */
const SMALLEST_LIMIT = 4096;

interface Note {
  readonly segment: number;
  end: number;
  readonly at: number;
}

/**
 * The times at which the bytes of a log arrived. Each segment has a file of records, written after the bytes and removed
 * with them, so its size is bounded like the log. A partial record of a killed process is removed before the next one.
 */
export class TimeIndex {
  readonly #directory: string;
  readonly #limit: number;
  readonly #onError: (error: unknown) => void;
  #pending: Note[] = [];
  #file: { readonly segment: number; readonly handle: FileHandle; size: number } | undefined;
  #writtenAt = -Infinity;

  /** `limit`: maximum bytes of records per segment. Later bytes have no time. */
  constructor(directory: string, limit: number, onError: (error: unknown) => void) {
    this.#directory = directory;
    this.#onError = onError;
    this.#limit = Math.max(limit, SMALLEST_LIMIT);
  }

  /** The bytes of a segment up to `end` have arrived. */
  note(segment: number, end: number, at: number): void {
    const last = this.#pending.at(-1);
    if (last?.segment === segment && Math.abs(at - last.at) < SPACING_MS) last.end = end;
    else this.#pending.push({ segment, end, at });
  }

  /** Milliseconds until a record is due; null if none is pending. */
  get dueIn(): number | null {
    if (this.#pending.length === 0) return null;
    return Math.max(0, this.#writtenAt + SPACING_MS - performance.now());
  }

  /** Never rejects: a missing time does not stop the recording. */
  async write(): Promise<void> {
    const pending = this.#pending;
    this.#pending = [];
    this.#writtenAt = performance.now();
    for (const segment of new Set(pending.map((note) => note.segment))) {
      const notes = pending.filter((note) => note.segment === segment);
      await this.#append(segment, notes).catch(this.#onError);
    }
  }

  /** Drops the records of a segment that is removed before they are written. */
  forget(segment: number): void {
    this.#pending = this.#pending.filter((note) => note.segment !== segment);
  }

  /** Removes the records of a segment from `offset` on. Nothing is pending. */
  async rewind(segment: number, offset: number): Promise<void> {
    const records = await readRecords(this.#directory, segment);
    const kept = records.filter(({ end }) => end <= offset).length;
    const [cut] = records.slice(kept);
    if (cut === undefined) return;
    await truncate(join(this.#directory, timesName(segment)), kept * RECORD_BYTES);
    if ((records[kept - 1]?.end ?? segment) < offset) this.note(segment, offset, cut.at);
  }

  /** Writes the pending records. */
  async close(): Promise<void> {
    await this.write();
    await this.#closeFile();
  }

  async #append(segment: number, notes: readonly Note[]): Promise<void> {
    const file = await this.#open(segment);
    const room = Math.floor((this.#limit - file.size) / RECORD_BYTES);
    const records = Buffer.alloc(Math.min(notes.length, room) * RECORD_BYTES);
    for (const [index, { end, at }] of notes.slice(0, room).entries()) {
      records.writeDoubleLE(end, index * RECORD_BYTES);
      records.writeDoubleLE(at, index * RECORD_BYTES + 8);
    }
    if (records.length === 0) return;
    try {
      await file.handle.appendFile(records);
      file.size += records.length;
    } catch (error) {
      // Reopening removes a partial record.
      await this.#closeFile();
      throw error;
    }
  }

  async #open(segment: number) {
    if (this.#file?.segment === segment) return this.#file;
    await this.#closeFile();
    const handle = await open(join(this.#directory, timesName(segment)), 'a', 0o600);
    const { size } = await handle.stat();
    const torn = size % RECORD_BYTES;
    if (torn > 0) await handle.truncate(size - torn);
    this.#file = { segment, handle, size: size - torn };
    return this.#file;
  }

  async #closeFile(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    await file?.handle.close().catch(() => undefined);
  }
}

/** The recorded times of arrival between two offsets. */
export async function readArrivals(
  directory: string,
  segments: readonly Readonly<Segment>[],
  from: number,
  to: number,
): Promise<Arrival[]> {
  const arrivals: Arrival[] = [];
  for (const segment of segments) {
    const behind = segment.from + segment.size;
    if (behind <= from || segment.from >= to) continue;
    let begin = segment.from;
    for (const { end, at } of await readRecords(directory, segment.from)) {
      const known = { from: Math.max(begin, from), to: Math.min(end, behind, to), at };
      if (known.from < known.to) arrivals.push(known);
      begin = Math.max(begin, end);
    }
  }
  return arrivals;
}

/** Complete records; none for a log without an index, or for a segment removed meanwhile. */
async function readRecords(directory: string, segment: number): Promise<{ end: number; at: number }[]> {
  const bytes = await readFile(join(directory, timesName(segment))).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  });
  return Array.from({ length: Math.floor(bytes.length / RECORD_BYTES) }, (_, index) => ({
    end: bytes.readDoubleLE(index * RECORD_BYTES),
    at: bytes.readDoubleLE(index * RECORD_BYTES + 8),
  }));
}
