export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

/** The value below which `share` of them lie. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

/** The median of measurements that were made in pairs, and the interval that holds its true value 19 times of 20. */
export interface Spread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/**
 * By order statistics, so that nothing is assumed about how the values are distributed. Of fewer than six values it is
 * their range, which holds it less often.
 */
export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((one, other) => one - other);
  const rank = Math.max(0, Math.floor((sorted.length - 1.96 * Math.sqrt(sorted.length)) / 2));
  return {
    median: median(sorted),
    low: sorted[rank] ?? NaN,
    high: sorted[sorted.length - 1 - rank] ?? NaN,
  };
}

export const inWords = ({ median: middle, low, high }: Spread): string =>
  `${middle.toFixed(2)} [${low.toFixed(2)}–${high.toFixed(2)}]`;

/** The same for what is said of all pairs together: of as many drawn anew from them, a thousand times. */
export function resampled<Pair>(pairs: readonly Pair[], say: (of: readonly Pair[]) => number): Spread {
  const draw = (): Pair[] => pairs.flatMap(() => pairs[Math.floor(Math.random() * pairs.length)] ?? []);
  const drawn = Array.from({ length: 1000 }, () => say(draw())).sort((one, other) => one - other);
  return { median: say(pairs), low: drawn[25] ?? NaN, high: drawn[974] ?? NaN };
}
