export interface Row {
  readonly what: string;
  readonly cells: readonly string[];
}

export const HEAD = ['ours', '[min–max]', 'floor', 'ratio'];

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

/** The value below which `share` of them lie. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

const milliseconds = (value: number): string => `${value.toFixed(value < 10 ? 1 : 0)} ms`;

/** Medians in milliseconds, and ours through theirs. */
export function row(what: string, ours: readonly number[], theirs: readonly number[] | undefined): Row {
  const spread = `${Math.min(...ours).toFixed(0)}–${Math.max(...ours).toFixed(0)}`;
  const cells = [milliseconds(median(ours)), `[${spread}]`];
  if (theirs !== undefined)
    cells.push(milliseconds(median(theirs)), (median(ours) / median(theirs)).toFixed(2));
  return { what, cells };
}

export function print({ what, cells }: Row): void {
  console.log(`${what.padEnd(44)}${cells.map((cell) => cell.padStart(14)).join('')}`);
}
