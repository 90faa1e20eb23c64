import { USAGE_FIELDS, type Usage, type UsageSeries } from '../../../lib/contract/usage.ts';

/** Measurements that are kept at their own interval: ten minutes at five seconds each. */
export const LIVE_SAMPLES = 120;
/** Averages that are kept: a day of five minutes each. */
export const DAY_SLOTS = 288;
export const SLOT_MS = 300_000;
export const WIDTH = USAGE_FIELDS.length;

/** Of one domain or host: (120 + 288) × 7 × 4 bytes. */
export const BYTES_PER_SERIES = (LIVE_SAMPLES + DAY_SLOTS) * WIDTH * Float32Array.BYTES_PER_ELEMENT;

/** The latest usages, by consecutive numbers; what was not set, or is older, is unknown. */
export class UsageRing {
  readonly #length: number;
  readonly #values: Float32Array;
  #last = -1;

  constructor(length: number) {
    this.#length = length;
    this.#values = new Float32Array(length * WIDTH).fill(NaN);
  }

  /** The highest number that was set; -1 without any. */
  get last(): number {
    return this.#last;
  }

  /** A number below those that are kept is ignored. */
  set(number: number, usage: Usage): void {
    if (this.#last >= 0 && number <= this.#last - this.#length) return;
    for (let skipped = Math.max(this.#last + 1, number - this.#length + 1); skipped <= number; skipped++)
      this.#values.fill(NaN, this.#at(skipped), this.#at(skipped) + WIDTH);
    this.#last = Math.max(this.#last, number);
    const at = this.#at(number);
    for (const [index, field] of USAGE_FIELDS.entries()) this.#values[at + index] = usage[field] ?? NaN;
  }

  value(number: number, field: number): number | null {
    if (number > this.#last || number <= this.#last - this.#length) return null;
    const value = this.#values[this.#at(number) + field] ?? NaN;
    return Number.isNaN(value) ? null : value;
  }

  #at(number: number): number {
    return (number % this.#length) * WIDTH;
  }
}

/** Adds up the usages of one slot. */
class Average {
  readonly #sums = new Float64Array(WIDTH);
  readonly #counts = new Uint32Array(WIDTH);

  add(usage: Usage): void {
    for (const [index, field] of USAGE_FIELDS.entries()) {
      const value = usage[field];
      if (value === null) continue;
      this.#sums[index] = (this.#sums[index] ?? 0) + value;
      this.#counts[index] = (this.#counts[index] ?? 0) + 1;
    }
  }

  mean(): Usage {
    const of = (index: number): number | null => {
      const count = this.#counts[index] ?? 0;
      return count === 0 ? null : (this.#sums[index] ?? 0) / count;
    };
    return usageFrom(of);
  }
}

/** The usage with these values, in the order of the fields. */
export function usageFrom(value: (index: number) => number | null): Usage {
  return {
    cpu: value(0),
    memoryMiB: value(1),
    diskRead: value(2),
    diskWritten: value(3),
    received: value(4),
    sent: value(5),
    waiting: value(6),
  };
}

export const NO_USAGE = usageFrom(() => null);

/** The usage of one domain or host: the latest measurements, and a day of averages. */
export class Series {
  readonly #live = new UsageRing(LIVE_SAMPLES);
  readonly #day = new UsageRing(DAY_SLOTS);
  #slot = -1;
  #average = new Average();

  /** The slot of the latest measurement or average. */
  get lastSlot(): number {
    return Math.max(this.#slot, this.#day.last);
  }

  /** `sample` numbers the measurements of its host; returns the average of the slot that has ended with it. */
  add(sample: number, slot: number, usage: Usage): void {
    this.#live.set(sample, usage);
    if (slot !== this.#slot) {
      this.#slot = slot;
      this.#average = new Average();
    }
    this.#average.add(usage);
    this.#day.set(slot, this.#average.mean());
  }

  /** An average of an earlier process of the server. */
  recall(slot: number, usage: Usage): void {
    if (slot < this.#slot || this.#slot < 0) this.#day.set(slot, usage);
  }

  /** The average of a slot; null if nothing was measured in it. */
  average(slot: number): Usage | null {
    const usage = usageFrom((index) => this.#day.value(slot, index));
    return Object.values(usage).some((value) => value !== null) ? usage : null;
  }

  /** Of the last measurements up to this one. */
  mean(sample: number, count: number): Usage {
    const average = new Average();
    for (let number = Math.max(0, sample - count + 1); number <= sample; number++)
      average.add(usageFrom((index) => this.#live.value(number, index)));
    return average.mean();
  }

  now(sample: number): Usage {
    return usageFrom((index) => this.#live.value(sample, index));
  }

  live(samples: readonly { readonly number: number; readonly at: number }[]): UsageSeries {
    const times = samples.map(({ at }) => Math.round(at / 1000));
    return seriesOf(times, (index, field) => this.#live.value(samples[index]?.number ?? -1, field));
  }

  /** The day that ends with this slot. */
  day(last: number): UsageSeries {
    const first = Math.max(0, last - DAY_SLOTS + 1);
    const times = Array.from({ length: last - first + 1 }, (_, index) => ((first + index) * SLOT_MS) / 1000);
    return seriesOf(times, (index, field) => this.#day.value(first + index, field));
  }
}

export const NO_SERIES: UsageSeries = seriesOf([], () => null);

/** Four digits are more than is shown. */
const rounded = (value: number | null): number | null =>
  value === null ? null : Number(value.toPrecision(4));

export const roundedUsage = (usage: Usage): Usage =>
  usageFrom((index) => rounded(usage[USAGE_FIELDS[index] ?? 'cpu']));

function seriesOf(times: number[], value: (index: number, field: number) => number | null): UsageSeries {
  const column = (field: number) => times.map((_, index) => rounded(value(index, field)));
  return {
    times,
    cpu: column(0),
    memoryMiB: column(1),
    diskRead: column(2),
    diskWritten: column(3),
    received: column(4),
    sent: column(5),
    waiting: column(6),
  };
}
