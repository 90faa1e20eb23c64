import { inWords, median, spread } from '../spread.ts';

export interface Row {
  readonly what: string;
  readonly cells: readonly string[];
}

export const HEAD = ['ours', '[min–max]', 'floor', 'ratio'];

const milliseconds = (value: number): string => `${value.toFixed(value < 10 ? 1 : 0)} ms`;

/** Medians in milliseconds, and ours through theirs: if each was measured beside one of theirs, with the spread of that. */
export function row(what: string, ours: readonly number[], theirs: readonly number[] | undefined): Row {
  const spread = `${Math.min(...ours).toFixed(0)}–${Math.max(...ours).toFixed(0)}`;
  const cells = [milliseconds(median(ours)), `[${spread}]`];
  if (theirs !== undefined) cells.push(milliseconds(median(theirs)), ratio(ours, theirs));
  return { what, cells };
}

function ratio(ours: readonly number[], theirs: readonly number[]): string {
  const isPaired = ours.length === theirs.length && ours.length > 1;
  if (!isPaired) return (median(ours) / median(theirs)).toFixed(2);
  return inWords(spread(ours.map((each, index) => each / (theirs[index] ?? NaN))));
}

export function print({ what, cells }: Row): void {
  console.log(`${what.padEnd(44)}${cells.map((cell) => ` ${cell.padStart(13)}`).join('')}`);
}
