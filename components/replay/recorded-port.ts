import type { PortReplay } from '../../lib/contract/replay.ts';
import { keptRanges } from '../../lib/domain/replay/kept-ranges.ts';
import { FetchedBytes } from './fetched-bytes.ts';
import { GrowingNumbers } from './growing.ts';

/** Bytes of the log from `offset` on are at `position` on. */
interface Stretch {
  readonly position: number;
  readonly offset: number;
}

/** What is kept of the log between two offsets. */
export type Fetch = (from: number, to: number) => Promise<Uint8Array>;

/** So much is fetched at once: little enough for the first screen to be there soon. */
const CHUNK = 256 * 1024;

/** Inverse video between the lines: not the guest's output, and distinguishable by shape as well. */
const rule = (text: string): Uint8Array => new TextEncoder().encode(`\r\n\x1b[0;7m ${text} \x1b[0m\r\n`);

/**
 * What a serial port sent, as it is played: the kept bytes, with a line where some are missing, and when each came.
 * Positions count these bytes; offsets, as elsewhere, those since power-on. The bytes themselves are fetched when they are
 * needed.
 */
export class RecordedPort {
  readonly port: number;
  readonly columns: number;
  readonly rows: number;
  readonly #fetch: Fetch;
  readonly #bytes = new FetchedBytes();
  /** By their number. */
  readonly #coming = new Map<number, Promise<void>>();
  /** Of each step: the position after it, and its time. */
  readonly #ends = new GrowingNumbers();
  readonly #times = new GrowingNumbers();
  readonly #stretches: Stretch[] = [];
  #timing: PortReplay['timing'];
  #end: number;

  /** With nothing in it: `add` follows. */
  constructor({ port, columns, rows, timing, start }: PortReplay, fetch: Fetch) {
    this.port = port;
    this.columns = columns;
    this.rows = rows;
    this.#fetch = fetch;
    this.#timing = timing;
    this.#end = start;
    if (start > 0) this.#note(`The first ${start} bytes are no longer kept`, 0);
  }

  get timing(): PortReplay['timing'] {
    return this.#timing;
  }

  /** Positions. */
  get length(): number {
    return this.#bytes.length;
  }

  /** The offset up to which it is known. */
  get end(): number {
    return this.#end;
  }

  /** When something came, in order. */
  get moments(): Float64Array {
    return this.#times.values;
  }

  /** Zeros where nothing has been fetched. */
  slice(from: number, to: number): Uint8Array {
    return this.#bytes.slice(from, to);
  }

  has(from: number, to: number): boolean {
    return this.#bytes.missing(from, to) === null;
  }

  /** Resolves when all of it is here. */
  async load(from: number, to: number): Promise<void> {
    for (let next = this.#bytes.missing(from, to); next !== null; next = this.#bytes.missing(from, to)) {
      const chunk = Math.floor(next.from / CHUNK);
      const behind = (chunk + 1) * CHUNK;
      // The next one is under way while this one is waited for.
      if (!this.has(behind, Math.min(to, behind + CHUNK))) this.#chunk(chunk + 1).catch(() => undefined);
      await this.#chunk(chunk);
    }
  }

  /** What follows. */
  add(part: PortReplay): void {
    const { start, end, gaps, steps, timing } = part;
    if (start > this.#end) this.#note(`${start - this.#end} bytes are missing here`, this.#lastTime);
    this.#timing = timing;
    const ranges = keptRanges(start, end, gaps);
    this.#bytes.reserve(ranges.reduce((sum, { from, to }) => sum + to - from, 0));
    let time = 0;
    let next = 0;
    let offset = start;
    for (let pair = 0; pair + 1 < steps.length; pair += 2) {
      time += steps[pair] ?? 0;
      let range = ranges[next];
      for (let left = steps[pair + 1] ?? 0; left > 0 && range !== undefined; range = ranges[next]) {
        if (offset < range.from) this.#gap(part, offset, time);
        offset = Math.max(offset, range.from);
        const count = Math.min(left, range.to - offset);
        this.#step(count, offset, time);
        offset += count;
        left -= count;
        if (offset >= range.to) next += 1;
      }
    }
    if (offset < end) this.#gap(part, offset, this.#lastTime);
    this.#end = end;
  }

  /** How many bytes have come at a time. */
  positionAt(time: number): number {
    const steps = this.#times.count(time, true);
    return steps === 0 ? 0 : (this.#ends.at(steps - 1) ?? 0);
  }

  /** When the byte at a position came. */
  timeAt(position: number): number {
    const step = this.#ends.count(position, true);
    return this.#times.at(step) ?? this.#lastTime;
  }

  /** Where an offset of the log is, or what follows it. */
  positionOf(offset: number): number {
    const stretch = this.#stretches.findLast((each) => each.offset <= offset);
    return stretch === undefined ? 0 : Math.min(this.length, stretch.position + offset - stretch.offset);
  }

  get #lastTime(): number {
    return this.#times.at(this.#times.length - 1) ?? 0;
  }

  #chunk(chunk: number): Promise<void> {
    const coming =
      this.#coming.get(chunk) ??
      this.#fill(chunk * CHUNK, Math.min((chunk + 1) * CHUNK, this.length)).finally(() =>
        this.#coming.delete(chunk),
      );
    this.#coming.set(chunk, coming);
    return coming;
  }

  /** Fetches what is missing between two positions, stretch by stretch: between those are lines that are here. */
  async #fill(from: number, to: number): Promise<void> {
    for (let next = this.#bytes.missing(from, to); next !== null; next = this.#bytes.missing(from, to)) {
      const { from: at, to: end } = next;
      const stretch = this.#stretches.findLast(({ position }) => position <= at);
      if (stretch === undefined) throw new Error(`no output is known at ${at}`);
      const count = end - at;
      const offset = stretch.offset + at - stretch.position;
      this.#put(at, await this.#fetch(offset, offset + count), count);
    }
  }

  /** What was removed since it was said to be there is nothing: a terminal shows zeros as nothing. */
  #put(position: number, bytes: Uint8Array, count: number): void {
    const missing = Math.max(0, count - bytes.length);
    if (missing > 0) this.#bytes.put(position, new Uint8Array(missing));
    this.#bytes.put(position + missing, bytes.subarray(0, count));
  }

  #step(count: number, offset: number, time: number): void {
    const last = this.#stretches.at(-1);
    const { length } = this.#bytes;
    if (last === undefined || last.offset + length - last.position !== offset)
      this.#stretches.push({ position: length, offset });
    this.#bytes.grow(count);
    this.#came(time);
  }

  #gap({ gaps }: PortReplay, offset: number, time: number): void {
    const gap = gaps.find(({ from, to }) => from <= offset && offset < to);
    if (gap !== undefined) this.#note(`${gap.to - offset} bytes are missing here: ${gap.reason}`, time);
  }

  #note(text: string, time: number): void {
    this.#bytes.append(rule(text));
    this.#came(time);
  }

  #came(time: number): void {
    this.#ends.push(this.#bytes.length);
    this.#times.push(Math.max(time, this.#lastTime));
  }
}
