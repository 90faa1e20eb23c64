import { expect, test } from 'vitest';
import { SharedRead } from './shared-read.ts';

test('who asks while a read runs gets the next one, and shares it with everybody who asks before that begins', async () => {
  const reads: ((result: number) => void)[] = [];
  const shared = new SharedRead(() => new Promise<number>((resolve) => reads.push(resolve)));
  const first = shared.fresh();
  await expect.poll(() => reads.length).toBe(1);
  const later = [shared.fresh(), shared.fresh(), shared.fresh()];
  expect(reads).toHaveLength(1);
  reads[0]?.(1);
  expect(await first).toBe(1);
  await expect.poll(() => reads.length).toBe(2);
  reads[1]?.(2);
  expect(await Promise.all(later)).toEqual([2, 2, 2]);
  expect(reads).toHaveLength(2);
});

test('a read that fails does not keep the next one from beginning', async () => {
  let reads = 0;
  const shared = new SharedRead(async () => {
    reads++;
    if (reads === 1) throw new Error('away');
    return Promise.resolve(reads);
  });
  await expect(shared.fresh()).rejects.toThrow('away');
  expect(await shared.fresh()).toBe(2);
});
