import { expect, test } from 'vitest';
import { allEnded } from './all-ended.ts';

test('gives every result in its place', async () => {
  expect(await allEnded([Promise.resolve(1), 'two', null])).toEqual([1, 'two', null]);
});

test('tells of a failure when the last of the others has ended', async () => {
  let hasEnded = false;
  const slow = new Promise(setImmediate).then(() => (hasEnded = true));
  const told = allEnded([Promise.reject(new Error('no')), slow]);
  await expect(told).rejects.toThrow('no');
  expect(hasEnded).toBe(true);
});
