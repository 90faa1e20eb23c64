import { expect, it } from 'vitest';
import { FairQueue } from './fair-queue.ts';

/** A queue whose work ends when the test decides. */
function queue(waiting: number) {
  const order: string[] = [];
  const ends: (() => void)[] = [];
  const fair = new FairQueue({ atOnce: 1, waiting }, () => new Error('full'));
  const run = (client: string, name = client): Promise<string> =>
    fair
      .run(client, () => {
        order.push(name);
        return new Promise<void>((resolve) => ends.push(resolve));
      })
      .then(
        () => 'done',
        () => 'refused',
      );
  const endNext = async (): Promise<void> => {
    ends.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { order, run, endNext };
}

it('clients take turns, however many requests one of them makes', async () => {
  const { order, run, endNext } = queue(10);
  const all = [run('flood', '1'), run('flood', '2'), run('flood', '3'), run('other'), run('third')];
  for (const _one of all) await endNext();
  expect(await Promise.all(all)).toEqual(Array.from(all, () => 'done'));
  expect(order).toEqual(['1', '2', 'other', 'third', '3']);
});

it('the client that floods is refused, not the one after it', async () => {
  const { order, run, endNext } = queue(3);
  const flood = Array.from({ length: 5 }, (_, index) => run('flood', `${index}`));
  const other = run('other');
  expect(await Promise.all(flood.slice(3))).toEqual(['refused', 'refused']);
  for (let round = 0; round < 4; round++) await endNext();
  expect(await other).toBe('done');
  expect(order).toEqual(['0', '1', 'other', '2']);
});

it('failed work frees its slot', async () => {
  const fair = new FairQueue({ atOnce: 1, waiting: 1 }, () => new Error('full'));
  await expect(fair.run('a', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(await fair.run('a', () => Promise.resolve('done'))).toBe('done');
});
