/** Beginning and end of a part of a text. */
export type Mark = readonly [from: number, to: number];

/** Where a line contains the terms, which are in lower case: in order, those that overlap or touch as one. */
export function marksOf(line: string, terms: readonly string[]): Mark[] {
  const lower = line.toLowerCase();
  // A few letters become longer, and places in one are not places in the other.
  if (lower.length !== line.length) return [];
  const found = terms.flatMap((term) => places(lower, term)).toSorted(([one], [other]) => one - other);
  const merged: Mark[] = [];
  for (const [from, to] of found) {
    const last = merged.at(-1);
    if (last !== undefined && from <= last[1]) merged[merged.length - 1] = [last[0], Math.max(last[1], to)];
    else merged.push([from, to]);
  }
  return merged;
}

function places(text: string, term: string): Mark[] {
  const found: Mark[] = [];
  for (let at = text.indexOf(term); at >= 0; at = text.indexOf(term, at + term.length))
    found.push([at, at + term.length]);
  return found;
}
