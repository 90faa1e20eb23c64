import type { Stage } from '../../../lib/domain/stages.ts';
import type { IndexQuery, StageBegin } from './api.ts';

/** The lines of a text that contain all terms and no excluded text, with their numbers. */
export function* matchingLines(
  text: string,
  { terms, excluded }: Pick<IndexQuery, 'terms' | 'excluded'>,
): Generator<readonly [line: number, text: string]> {
  const lower = text.toLowerCase();
  const key = terms.reduce((longest, term) => (term.length > longest.length ? term : longest), '');
  let lines: readonly string[] | undefined;
  let [number, counted] = [0, 0];
  for (let at = lower.indexOf(key); at >= 0;) {
    const start = lower.lastIndexOf('\n', at - 1) + 1;
    const feed = lower.indexOf('\n', at);
    const end = feed < 0 ? lower.length : feed;
    for (; counted < start; counted = lower.indexOf('\n', counted) + 1) number += 1;
    const line = lower.slice(start, end);
    if (terms.every((term) => line.includes(term)) && !excluded.some((part) => line.includes(part))) {
      // Not cut out of the text: it may be shorter than in lower case.
      lines ??= text.split('\n');
      yield [number, lines[number] ?? ''];
    }
    at = end >= lower.length ? -1 : lower.indexOf(key, end);
  }
}

/** The stage in which a line was printed. */
export function stageAt(
  stages: readonly StageBegin[],
  { port, offset, at }: { readonly port: number; readonly offset: number; readonly at: number | null },
): Stage | null {
  const isAfter = (begin: StageBegin): boolean =>
    begin.port === port && begin.offset !== null ? begin.offset <= offset : at !== null && begin.at <= at;
  return stages.findLast(isAfter)?.stage ?? null;
}
