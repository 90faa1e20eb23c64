import { expect, test } from 'vitest';
import { allEnded } from './all-ended.ts';

test('returns the results in order', async () => {
  expect(await allEnded([Promise.resolve(1), 'two', null])).toEqual([1, 'two', null]);
});

test('rejects once all the others have ended', async () => {
  let hasEnded = false;
  const slow = new Promise(setImmediate).then(() => (hasEnded = true));
  const told = allEnded([Promise.reject(new Error('no')), slow]);
  await expect(told).rejects.toThrow('no');
  expect(hasEnded).toBe(true);
});
