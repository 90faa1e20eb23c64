/** Rows come and go in groups of so many: few enough for a frame, enough that not every frame draws. */
const STEP = 8;
/** Groups that are drawn before they come into sight, on either side. */
const MARGIN = 2;
/** Drawn before it is known what is in sight, and at least. */
export const FIRST = 40;

/** A part of a list, by places in it. */
export interface Rows {
  readonly from: number;
  readonly to: number;
}

/** The rows to draw of a list, by pixels: where it begins in the view, how high that is, and how high a row is. */
export function rowsInSight(top: number, viewHeight: number, rowHeight: number): Rows {
  const group = (pixels: number): number => Math.floor(pixels / rowHeight / STEP);
  const from = Math.max(0, (group(-top) - MARGIN) * STEP);
  return { from, to: Math.max(from + FIRST, (group(viewHeight - top) + 1 + MARGIN) * STEP) };
}

/** The same of a list that may have become shorter since. */
export function within({ from, to }: Rows, length: number): Rows {
  const end = Math.min(length, to);
  return { from: Math.min(from, Math.max(0, end - FIRST)), to: end };
}
