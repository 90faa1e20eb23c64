import { describe, expect, it } from 'vitest';
import { alignLines } from './align-lines.ts';
import type { LogLine } from './log-lines.ts';

const lines = (...texts: string[]): LogLine[] =>
  texts.map((text, index) => ({ text, offset: index * 10, key: text.toLowerCase() }));

const numbered = (count: number, prefix: string): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}${index}`);

describe('the lines of two boots', () => {
  it('are alike by what is comparable of them', () => {
    expect(alignLines(lines('A', 'b'), lines('a', 'B'))).toEqual({ differences: 0, parts: [], cut: false });
  });

  it('show differences with two lines around them, and count what is left out', () => {
    const base = [...numbered(9, 'same '), 'old', 'end'];
    const other = [...numbered(9, 'same '), 'new', 'end'];
    const { differences, parts } = alignLines(lines(...base), lines(...other));
    expect(differences).toBe(2);
    expect(parts).toEqual([
      {
        skipped: 7,
        lines: [
          { mark: ' ', text: 'same 7', offset: 70 },
          { mark: ' ', text: 'same 8', offset: 80 },
          { mark: '-', text: 'old', offset: 90 },
          { mark: '+', text: 'new', offset: 90 },
          { mark: ' ', text: 'end', offset: 100 },
        ],
      },
    ]);
  });

  it('join differences whose surroundings touch', () => {
    const { parts } = alignLines(lines('a', 'x', 'b', 'c', 'd'), lines('a', 'b', 'c', 'y', 'd'));
    expect(parts).toHaveLength(1);
    expect(parts[0]?.lines.map(({ mark }) => mark).join('')).toBe(' -  + ');
  });

  it('are not aligned beyond sense, and shown up to a bound', () => {
    const { differences, parts, cut } = alignLines(
      lines(...numbered(2000, 'one ')),
      lines(...numbered(2000, 'two ')),
    );
    expect(differences).toBe(4000);
    expect(cut).toBe(true);
    expect(parts.flatMap((part) => part.lines)).toHaveLength(600);
  });
});
