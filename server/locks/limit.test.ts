import { expect, test } from 'vitest';
import { Limit } from './limit.ts';

test('so many at once, the others in their order, also after a failure', async () => {
  const limit = new Limit(2);
  const begun: number[] = [];
  const ends: { resolve: () => void; reject: (reason: Error) => void }[] = [];
  const runs = [0, 1, 2, 3].map((number) =>
    limit.run(() => {
      begun.push(number);
      return new Promise<void>((resolve, reject) => ends.push({ resolve, reject }));
    }),
  );
  expect(begun).toEqual([0, 1]);
  ends[1]?.reject(new Error('refused'));
  await expect(runs[1]).rejects.toThrow('refused');
  await expect.poll(() => begun).toEqual([0, 1, 2]);
  ends[0]?.resolve();
  await expect.poll(() => begun).toEqual([0, 1, 2, 3]);
  for (const { resolve } of ends) resolve();
  await Promise.all([runs[0], runs[2], runs[3]]);
  expect(await limit.run(() => Promise.resolve('free again'))).toBe('free again');
});
