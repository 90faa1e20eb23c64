import { describe, expect, test } from 'vitest';
import { place } from './serial-log.ts';

const all = Buffer.from('0123456789abcdef');
const nothing = Buffer.alloc(0);

describe('a log that is whole', () => {
  test.each([
    [0, 0, '0123456789abcdef'],
    [10, 10, 'abcdef'],
    [16, 16, ''],
    [99, 16, ''],
  ])('from %i on', (from, offset, text) => {
    expect(place(all, false, from, nothing)).toEqual({ offset, bytes: Buffer.from(text), exact: true });
  });
});

test('a log that repeats bytes continues after the caller’s', () => {
  expect(place(Buffer.from('0123234567'), false, 6, Buffer.from('345'))).toEqual({
    offset: 6,
    bytes: Buffer.from('67'),
    exact: true,
  });
});

describe('a log that may have lost its beginning', () => {
  test('has not, when the caller’s bytes are where they were', () => {
    expect(place(all, true, 4, Buffer.from('23'))).toEqual({
      offset: 4,
      bytes: Buffer.from('456789abcdef'),
      exact: true,
    });
  });

  test('continues after the caller’s bytes, wherever those are now', () => {
    expect(place(all.subarray(6), true, 10, Buffer.from('89'))).toEqual({
      offset: 10,
      bytes: Buffer.from('abcdef'),
      exact: true,
    });
  });

  test('is all new when the caller’s bytes are gone, and where it belongs is not known', () => {
    expect(place(all.subarray(6), true, 4, Buffer.from('23'))).toEqual({
      offset: 4,
      bytes: all.subarray(6),
      exact: false,
    });
    expect(place(all.subarray(6), true, 0, nothing)).toEqual({
      offset: 0,
      bytes: all.subarray(6),
      exact: false,
    });
  });

  test('is not guessed at when the caller’s bytes are there twice', () => {
    const twice = Buffer.from('xxabxxabxx');
    expect(place(twice, true, 100, Buffer.from('ab')).exact).toBe(false);
  });
});
