import type { PortReplay } from '../../lib/contract/replay.ts';
import { GrowingBytes, GrowingNumbers } from './growing.ts';
import { keptRanges } from '../../lib/domain/replay/kept-ranges.ts';

/** Bytes of the log from `offset` on are at `position` on. */
interface Stretch {
  readonly position: number;
  readonly offset: number;
}

/** Inverse video between the lines: not the guest's output, and distinguishable by shape as well. */
const rule = (text: string): Uint8Array => new TextEncoder().encode(`\r\n\x1b[0;7m ${text} \x1b[0m\r\n`);

/**
 * What a serial port sent, as it is played: the kept bytes, with a line where some are missing, and when each came.
 * Positions count these bytes; offsets, as elsewhere, those since power-on.
 */
export class RecordedPort {
  readonly port: number;
  readonly columns: number;
  readonly rows: number;
  readonly #bytes = new GrowingBytes();
  /** Of each step: the position after it, and its time. */
  readonly #ends = new GrowingNumbers();
  readonly #times = new GrowingNumbers();
  readonly #stretches: Stretch[] = [];
  #timing: PortReplay['timing'];
  #end: number;

  /** With nothing in it: `add` follows. */
  constructor({ port, columns, rows, timing, start }: PortReplay) {
    this.port = port;
    this.columns = columns;
    this.rows = rows;
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

  slice(from: number, to: number): Uint8Array {
    return this.#bytes.slice(from, to);
  }

  /** What follows; `kept` are the bytes that its steps describe. */
  add(part: PortReplay, kept: Uint8Array): void {
    const { start, end, gaps, steps, timing } = part;
    if (start > this.#end) this.#note(`${start - this.#end} bytes are missing here`, this.#lastTime);
    this.#timing = timing;
    const ranges = keptRanges(start, end, gaps);
    let time = 0;
    let source = 0;
    let [range] = ranges;
    let offset = start;
    for (let pair = 0; pair + 1 < steps.length; pair += 2) {
      time += steps[pair] ?? 0;
      for (let left = steps[pair + 1] ?? 0; left > 0 && range !== undefined;) {
        if (offset < range.from) this.#gap(part, offset, time);
        offset = Math.max(offset, range.from);
        const count = Math.min(left, range.to - offset);
        this.#step(kept.subarray(source, source + count), offset, time);
        source += count;
        offset += count;
        left -= count;
        if (offset >= range.to) range = ranges[ranges.indexOf(range) + 1];
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

  #step(bytes: Uint8Array, offset: number, time: number): void {
    const last = this.#stretches.at(-1);
    const { length } = this.#bytes;
    if (last === undefined || last.offset + length - last.position !== offset)
      this.#stretches.push({ position: length, offset });
    this.#append(bytes, time);
  }

  #gap({ gaps }: PortReplay, offset: number, time: number): void {
    const gap = gaps.find(({ from, to }) => from <= offset && offset < to);
    if (gap !== undefined) this.#note(`${gap.to - offset} bytes are missing here: ${gap.reason}`, time);
  }

  #note(text: string, time: number): void {
    this.#append(rule(text), time);
  }

  #append(bytes: Uint8Array, time: number): void {
    this.#bytes.append(bytes);
    this.#ends.push(this.#bytes.length);
    this.#times.push(Math.max(time, this.#lastTime));
  }
}
