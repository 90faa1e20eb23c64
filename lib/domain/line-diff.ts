/** A line of two texts: in both, taken away, or added. */
export interface DiffLine {
  readonly mark: ' ' | '-' | '+';
  readonly text: string;
}

/** What changes from one text to another, line by line, with all that stays. For texts of a few hundred lines. */
export function lineDiff(before: string, after: string): DiffLine[] {
  const [old, next] = [linesOf(before), linesOf(after)];
  const common = commonLengths(old, next);
  const found: DiffLine[] = [];
  let [at, to] = [0, 0];
  while (at < old.length || to < next.length) {
    const [one, other] = [old[at], next[to]];
    if (one !== undefined && one === other) {
      found.push({ mark: ' ', text: one });
      [at, to] = [at + 1, to + 1];
    } else if (
      one !== undefined &&
      (other === undefined || lengthAt(common, at + 1, to) >= lengthAt(common, at, to + 1))
    ) {
      found.push({ mark: '-', text: one });
      at += 1;
    } else {
      found.push({ mark: '+', text: other ?? '' });
      to += 1;
    }
  }
  return found;
}

const linesOf = (text: string): string[] => text.replace(/\n+$/, '').split('\n');

type Lengths = readonly (readonly number[])[];
const lengthAt = (lengths: Lengths, at: number, to: number): number => lengths[at]?.[to] ?? 0;

/** Lengths of the longest common subsequence from each pair of lines to the ends. */
function commonLengths(old: readonly string[], next: readonly string[]): Lengths {
  const lengths: number[][] = old.map(() => []);
  for (let at = old.length - 1; at >= 0; at--) {
    const row = lengths[at] ?? [];
    for (let to = next.length - 1; to >= 0; to--) {
      row[to] =
        old[at] === next[to]
          ? lengthAt(lengths, at + 1, to + 1) + 1
          : Math.max(lengthAt(lengths, at + 1, to), row[to + 1] ?? 0);
    }
  }
  return lengths;
}
