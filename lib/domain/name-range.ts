const RANGE = /\{(\d{1,6})\.\.(\d{1,6})\}/;

/** More than any create may have; a longer range ends there. */
const MOST = 1000;

/** Whether it has a range such as `{000..009}`. */
export const hasRange = (text: string): boolean => RANGE.test(text);

/**
 * `VEN-{000..009}` gives `VEN-000` to `VEN-009`, as in a shell: numbers are as wide as the wider end if one of them
 * begins with 0, and a range may count down. Null if there is no range.
 */
export function expandRange(text: string): string[] | null {
  const match = RANGE.exec(text);
  if (match === null) return null;
  const [whole, first = '', last = ''] = match;
  const isPadded = [first, last].some((end) => end.length > 1 && end.startsWith('0'));
  const width = isPadded ? Math.max(first.length, last.length) : 0;
  const [from, to] = [Number(first), Number(last)];
  const step = from <= to ? 1 : -1;
  const length = Math.min(Math.abs(to - from) + 1, MOST);
  return Array.from({ length }, (_, index) =>
    text.replace(whole, String(from + step * index).padStart(width, '0')),
  );
}
