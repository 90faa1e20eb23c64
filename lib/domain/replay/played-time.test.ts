import { expect, test } from 'vitest';
import { PlayedTime } from './played-time.ts';

const time = new PlayedTime(Float64Array.of(10_500, 500, 1000, 60_000), 2000);

test('pauses are shortened, and everything else keeps its pace', () => {
  const moments = [0, 500, 1000, 2500, 10_500, 60_000, 61_000];
  expect(moments.map((moment) => time.toPlayed(moment))).toEqual([0, 500, 1000, 2500, 3000, 5000, 6000]);
});

test('within what is left out, time stands still', () => {
  expect([3000, 5000, 9000].map((moment) => time.toPlayed(moment))).toEqual([3000, 3000, 3000]);
});

test('there and back', () => {
  for (const moment of [0, 700, 2900, 10_500, 11_000, 60_000, 90_000])
    expect(time.toReal(time.toPlayed(moment))).toBe(moment);
});

test('without a pause nothing changes', () => {
  const none = new PlayedTime(Float64Array.of(100, 200), Infinity);
  expect([none.toPlayed(50_000), none.toReal(50_000)]).toEqual([50_000, 50_000]);
});
