import { expect, onTestFinished, test } from 'vitest';
import { untilAborted } from './cancellation.ts';

test('many calls wait for one signal without a warning of Node, and all end with it', async () => {
  const warnings: Error[] = [];
  const listener = (warning: Error) => void warnings.push(warning);
  process.on('warning', listener);
  onTestFinished(() => void process.off('warning', listener));
  const operation = new AbortController();
  const reason = new Error('given up');
  const never = new Promise<never>(() => undefined);
  const calls = Array.from({ length: 30 }, () => untilAborted(operation.signal, () => never));
  const ends = Promise.allSettled(calls);
  operation.abort(reason);
  expect(new Set(await ends)).toEqual(
    new Set(Array.from({ length: 30 }, () => ({ status: 'rejected', reason }))),
  );
  // Node emits its warnings a turn later.
  await new Promise(setImmediate);
  expect(warnings).toEqual([]);
});
