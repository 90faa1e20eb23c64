import { expect, it } from 'vitest';
import { typePaced } from './paced-typing.ts';

/** At 100 characters a second, by a clock that a test moves. */
function typing(text: string, accepts: (piece: string) => boolean = () => true) {
  const pieces: string[] = [];
  const progress: (readonly [number, boolean])[] = [];
  let now = 0;
  let ticking: (() => void) | null = null;
  const clock = {
    now: () => now,
    every: (_: number, tick: () => void) => {
      ticking = tick;
      return () => void (ticking = null);
    },
  };
  const stop = typePaced(
    {
      text,
      perSecond: 100,
      send: (piece) => accepts(piece) && pieces.push(piece) > 0,
      onProgress: (sent, isOver) => progress.push([sent, isOver]),
    },
    clock,
  );
  const pass = (milliseconds: number): void => {
    for (const end = now + milliseconds; now < end; now += 40) ticking?.();
  };
  return { pieces, progress, stop, pass };
}

it('types no faster than it should, and no character in two', () => {
  const { pieces, progress, pass } = typing('🙂'.repeat(250));
  pass(1000);
  expect(Array.from(pieces.join('')).length).toBeLessThanOrEqual(100);
  expect(Array.from(pieces.join('')).length).toBeGreaterThan(90);
  pass(2000);
  expect(pieces.join('')).toBe('🙂'.repeat(250));
  expect(progress.at(-1)).toEqual([250, true]);
});

it('ends when nothing is taken any more, and when it is stopped', () => {
  const refused = typing('a'.repeat(100), () => false);
  refused.pass(2000);
  expect(refused.progress).toEqual([[0, true]]);
  const stopped = typing('a'.repeat(100));
  stopped.pass(500);
  stopped.stop();
  stopped.pass(2000);
  expect(stopped.pieces.join('').length).toBeLessThan(50);
});
