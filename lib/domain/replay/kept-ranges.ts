/** Offsets of a log, from one to before the other. */
export interface OffsetRange {
  readonly from: number;
  readonly to: number;
}

/** What is there of a log between two offsets, apart from its gaps. */
export function keptRanges(start: number, end: number, gaps: readonly OffsetRange[]): OffsetRange[] {
  const kept: OffsetRange[] = [];
  let position = start;
  for (const gap of gaps) {
    if (gap.to <= position) continue;
    if (gap.from > position) kept.push({ from: position, to: gap.from });
    position = gap.to;
  }
  if (position < end) kept.push({ from: position, to: end });
  return kept;
}
