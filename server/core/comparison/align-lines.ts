import { diffArrays } from 'diff';
import type { ComparedLine, ComparedStage } from '../../../lib/contract/boot-comparison.ts';
import type { LogLine } from './log-lines.ts';

/** Lines shown around a difference. */
const CONTEXT = 2;
/** Beyond this, two logs are two different things, and the time to align them grows with the square. */
const MOST_DIFFERENCES = 800;
/** Lines of a stage that are shown. */
const MOST_SHOWN = 600;

type Aligned = Pick<ComparedStage, 'differences' | 'parts' | 'cut'>;

/** The differences between the lines of a stage, by what is comparable of them. */
export function alignLines(base: readonly LogLine[], other: readonly LogLine[]): Aligned {
  const all = merged(base, other);
  const differences = all.filter(({ mark }) => mark !== ' ').length;
  const parts = partsOf(all);
  const shown: { skipped: number; lines: ComparedLine[] }[] = [];
  let room = MOST_SHOWN;
  for (const { skipped, lines } of parts) {
    if (room === 0) break;
    shown.push({ skipped, lines: lines.slice(0, room) });
    room -= Math.min(room, lines.length);
  }
  const total = parts.reduce((sum, { lines }) => sum + lines.length, 0);
  return { differences, parts: shown, cut: total > MOST_SHOWN };
}

const marked = (mark: ComparedLine['mark'], lines: readonly LogLine[]): ComparedLine[] =>
  lines.map(({ text, offset }) => ({ mark, text, offset }));

/** Every line of both, once where they are alike; then it is the other's. */
function merged(base: readonly LogLine[], other: readonly LogLine[]): ComparedLine[] {
  const changes = diffArrays(
    base.map(({ key }) => key),
    other.map(({ key }) => key),
    { maxEditLength: MOST_DIFFERENCES },
  );
  if (changes === undefined) return [...marked('-', base), ...marked('+', other)];
  const lines: ComparedLine[] = [];
  let [at, to] = [0, 0];
  for (const { removed, added, count } of changes) {
    if (removed) lines.push(...marked('-', base.slice(at, at + count)));
    else lines.push(...marked(added ? '+' : ' ', other.slice(to, to + count)));
    if (!added) at += count;
    if (!removed) to += count;
  }
  return lines;
}

/** Differences with the lines around them. */
function partsOf(lines: readonly ComparedLine[]): ComparedStage['parts'] {
  const parts: { skipped: number; lines: ComparedLine[] }[] = [];
  let shownTo = 0;
  for (const [index, { mark }] of lines.entries()) {
    if (mark === ' ') continue;
    const from = Math.max(shownTo, index - CONTEXT);
    const to = Math.min(lines.length, index + 1 + CONTEXT);
    const last = parts.at(-1);
    if (last !== undefined && from === shownTo) last.lines.push(...lines.slice(from, to));
    else parts.push({ skipped: from - shownTo, lines: lines.slice(from, to) });
    shownTo = Math.max(shownTo, to);
  }
  return parts;
}
