import { describe, expect, it } from 'vitest';
import { age, bytes, duration, memory } from './format.ts';

describe('duration', () => {
  it.each([
    [400, '0.4s'],
    [12_300, '12s'],
    [64_000, '1m 04s'],
    [7_500_000, '2h 05m'],
    [273_600_000, '3d 04h'],
    [-5, '0.0s'],
  ])('%d ms is %s', (milliseconds, text) => expect(duration(milliseconds)).toBe(text));
});

describe('age', () => {
  it.each([
    [1000, 'now'],
    [42_000, '42s'],
    [300_000, '5m'],
    [10_800_000, '3h'],
    [172_800_000, '2d'],
  ])('%d ms is %s', (milliseconds, text) => expect(age(milliseconds)).toBe(text));
});

it('formats amounts', () => {
  expect(memory(512)).toBe('512 MiB');
  expect(memory(1536)).toBe('1.5 GiB');
  expect(bytes(2048)).toBe('2.0 KiB');
});
