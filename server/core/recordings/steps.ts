import type { PortReplay } from '../../../lib/contract/replay.ts';
import { keptRanges, type OffsetRange } from '../../../lib/domain/replay/kept-ranges.ts';
import type { Arrival, ByteLog } from '../api.ts';

/** Bytes from one offset to another that are kept and came together, in milliseconds since the boot began. */
export interface Step {
  readonly from: number;
  readonly to: number;
  readonly at: number;
}

export interface TimedLog {
  readonly timing: PortReplay['timing'];
  readonly steps: readonly Step[];
}

/** 115,200 baud with a start and a stop bit. */
const BYTES_PER_SECOND = 11_520;
/** A step of a log without times. */
const UNTIMED_BYTES = 192;

/**
 * When the bytes of a log from `from` on came. Never back in time: a clock that was set back makes a pause instead. Bytes
 * without a time came with those before them; a log without any time gets the speed of a serial line.
 */
export async function timedLog(log: ByteLog, began: number, from = 0): Promise<TimedLog> {
  const { start, end, gaps } = log.facts;
  const kept = keptRanges(Math.max(start, from), end, gaps);
  const arrivals = await log.times(start, end);
  if (arrivals.length === 0) return { timing: 'none', steps: untimed(kept, start) };
  let at = 0;
  let known = 0;
  const steps: Step[] = [];
  const first = since(began, arrivals[0]);
  let now = first;
  for (const range of kept) {
    for (let position = range.from; position < range.to;) {
      for (let next = arrivals[at]; next !== undefined && next.to <= position; next = arrivals[at]) {
        now = Math.max(now, since(began, next));
        at += 1;
      }
      const arrival = arrivals[at];
      const isTimed = arrival !== undefined && arrival.from <= position;
      if (isTimed) now = Math.max(now, since(began, arrival));
      const to = Math.min(range.to, arrival === undefined ? range.to : isTimed ? arrival.to : arrival.from);
      if (isTimed) known += to - position;
      steps.push({ from: position, to, at: now });
      position = to;
    }
  }
  const bytes = steps.reduce((sum, step) => sum + step.to - step.from, 0);
  return { timing: known === bytes ? 'recorded' : 'in part', steps };
}

function since(began: number, arrival: Arrival | undefined): number {
  return arrival === undefined ? 0 : Math.max(0, Math.round(arrival.at - began));
}

function* pieces(kept: readonly OffsetRange[]): Generator<OffsetRange> {
  for (const { from, to } of kept)
    for (let position = from; position < to; position += UNTIMED_BYTES)
      yield { from: position, to: Math.min(to, position + UNTIMED_BYTES) };
}

const untimed = (kept: readonly OffsetRange[], start: number): Step[] =>
  [...pieces(kept)].map((range) => ({
    ...range,
    at: Math.round(((range.from - start) / BYTES_PER_SECOND) * 1000),
  }));

/** As pairs; see `PortReplay`. */
export function pairsOf(steps: readonly Step[]): number[] {
  const pairs: number[] = [];
  let before = 0;
  for (const { from, to, at } of steps) {
    // Steps at the same time are one.
    if (pairs.length > 0 && at === before) pairs[pairs.length - 1] = (pairs.at(-1) ?? 0) + to - from;
    else pairs.push(at - before, to - from);
    before = at;
  }
  return pairs;
}
