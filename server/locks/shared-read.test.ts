import { AsyncLocalStorage } from 'node:async_hooks';
import { expect, test } from 'vitest';
import { SharedRead } from './shared-read.ts';

test('callers during a read share the next one, which begins after they asked', async () => {
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

test('a read that fails does not prevent the next one', async () => {
  let reads = 0;
  const shared = new SharedRead(async () => {
    reads++;
    if (reads === 1) throw new Error('away');
    return Promise.resolve(reads);
  });
  await expect(shared.fresh()).rejects.toThrow('away');
  expect(await shared.fresh()).toBe(2);
});

test('a read does not run in the async context of the caller that happened to trigger it', async () => {
  const context = new AsyncLocalStorage<string>();
  const shared = new SharedRead(() => Promise.resolve(context.getStore()));
  expect(await context.run('a caller', () => shared.fresh())).toBeUndefined();
});
