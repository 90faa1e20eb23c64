import { expect, it } from 'vitest';
import { ConsoleError } from '../../lib/contract/error.ts';
import { allOf, refusalLine } from './all-of.ts';

it('is done to each, and every refusal is kept with its name', async () => {
  const done: string[] = [];
  const refusals = await allOf([{ name: 'a' }, { name: 'b' }, { name: 'c' }, { name: 'd' }], ({ name }) => {
    if (name === 'b') throw new ConsoleError('conflict', 'b is busy.', { fix: 'Wait.' });
    if (name === 'c') return Promise.reject(new Error('no answer'));
    done.push(name);
    return Promise.resolve();
  });
  expect(done).toEqual(['a', 'd']);
  expect(refusals.map(refusalLine)).toEqual(['b: b is busy. Wait.', 'c: no answer']);
});
