import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { PortLog } from '../../../../lib/contract/boot.ts';
import type { ByteChunk } from '../../api.ts';
import {
  type Found,
  type Gap,
  removeGap,
  removeSegment,
  type Segment,
  segmentName,
} from './segment-files.ts';

const CUT = 'older output was removed to keep the log within its size limit';
const UNKNOWN = 'bytes are missing here for an unknown reason';

/** The readable contents of a log: what is on disk, and its gaps. */
export class Contents {
  readonly segments: Segment[];
  readonly gaps: Gap[];
  /** Bytes that could not be written, and whose gap is not yet recorded on disk. */
  refused: Gap | null = null;
  readonly #directory: string;

  constructor(directory: string, { segments, gaps }: Found) {
    this.#directory = directory;
    this.segments = segments;
    this.gaps = gaps;
  }

  /** Everything before it was removed. It may be a gap: what was never recorded is not the same as what was removed. */
  get start(): number {
    const first = this.segments[0]?.from;
    if (first === undefined) return this.#onlyGap ?? this.end;
    return this.gaps.find(({ to }) => to === first)?.from ?? first;
  }

  /** For a log without bytes: the offset at which its gaps begin. */
  get #onlyGap(): number | undefined {
    return this.segments.length > 0 ? undefined : (this.gaps[0] ?? this.refused)?.from;
  }

  /** The offset after the last byte on disk, or after the last gap. */
  get end(): number {
    const segment = this.segments.at(-1);
    const last = segment === undefined ? 0 : segment.from + segment.size;
    return Math.max(last, this.gaps.at(-1)?.to ?? 0, this.refused?.to ?? 0);
  }

  get size(): number {
    return this.segments.reduce((sum, { size }) => sum + size, 0);
  }

  facts(port: number): PortLog {
    const { start, end } = this;
    const gaps: PortLog['gaps'] = [];
    let at = start;
    for (const { from, size } of this.segments) {
      if (from > at) gaps.push({ from: at, to: from, reason: this.#reason(at) });
      at = from + size;
    }
    if (end > at) gaps.push({ from: at, to: end, reason: this.#reason(at) });
    return { port, start, end, gaps };
  }

  async read(from: number, limit: number): Promise<ByteChunk | null> {
    const holder = this.segments.findLast((segment) => segment.from <= from);
    if (holder !== undefined && from < holder.from + holder.size) {
      const bytes = await this.#bytes(holder, from, limit);
      if (bytes !== null) return { kind: 'bytes', offset: from, bytes };
    }
    const next = this.segments.find((segment) => segment.from > from)?.from ?? this.end;
    const to = from < this.start ? this.start : next;
    return to > from ? { kind: 'gap', from, to, reason: this.#reason(from) } : null;
  }

  /** Drops the oldest segment, and the gap files before the remaining ones. */
  async cutOldest(): Promise<void> {
    const [oldest] = this.segments;
    if (oldest === undefined) return;
    this.segments.shift();
    await removeSegment(this.#directory, oldest.from);
    const kept = this.segments[0]?.from ?? this.end;
    for (const gap of this.gaps.filter(({ to }) => to <= kept)) await this.removeGap(gap);
  }

  async removeGap(gap: Gap): Promise<void> {
    this.gaps.splice(this.gaps.indexOf(gap), 1);
    await removeGap(this.#directory, gap.from);
  }

  /** Null if it was removed meanwhile. */
  async #bytes(segment: Segment, from: number, limit: number): Promise<Buffer | null> {
    const length = Math.min(limit, segment.from + segment.size - from);
    const bytes = Buffer.allocUnsafe(length);
    try {
      await using file = await open(join(this.#directory, segmentName(segment.from)));
      const { bytesRead } = await file.read(bytes, 0, length, from - segment.from);
      return bytesRead > 0 ? bytes.subarray(0, bytesRead) : null;
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
      throw error;
    }
  }

  #reason(at: number): string {
    if (at < this.start) return CUT;
    const gaps = this.refused === null ? this.gaps : [...this.gaps, this.refused];
    return gaps.find(({ from, to }) => from <= at && at < to)?.reason ?? UNKNOWN;
  }
}
