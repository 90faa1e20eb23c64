import { expect, test } from 'vitest';
import { fine } from '../../../lib/domain/diagnosis/observation.ts';
import { gathered, type Gatherer } from './gather.ts';

const open = new AbortController().signal;
const one = (
  topic: Gatherer['topics'][number],
  gather: Gatherer['gather'],
  milliseconds = 5_000,
): Gatherer => ({
  topics: [topic],
  milliseconds,
  gather,
});

test('a source that hangs, one that is denied and one that throws at once leave the others alone', async () => {
  const found = await gathered(
    [
      one('lease', () => new Promise(() => undefined), 20),
      one('power', () => Promise.reject(new Error('access denied'))),
      one('link', () => {
        throw new Error('broken');
      }),
      one('storage', (add) => {
        add(fine('storage', 'There is room.'));
        return Promise.resolve();
      }),
    ],
    open,
  );
  expect(found.map(({ topic, outcome, text }) => [topic, outcome, text])).toEqual([
    ['lease', 'unchecked', 'No answer within 0 s.'],
    ['power', 'unchecked', 'access denied'],
    ['link', 'unchecked', 'broken'],
    ['storage', 'fine', 'There is room.'],
  ]);
});

test('what a slow source has found in time counts, and what comes later does not', async () => {
  let late: (() => void) | undefined;
  const slow: Gatherer = {
    ...{ topics: ['names', 'connect'], milliseconds: 20 },
    gather: async (add) => {
      add(fine('names', 'It resolves.'));
      await new Promise<void>((resolve) => (late = resolve));
      add(fine('connect', 'It answers.'));
    },
  };
  const found = await gathered([slow], open);
  expect(found.map(({ topic, outcome }) => [topic, outcome])).toEqual([
    ['names', 'fine'],
    ['connect', 'unchecked'],
  ]);
  late?.();
  await Promise.resolve();
  expect(found).toHaveLength(2);
});

test('the end of the console ends it', async () => {
  const closing = new AbortController();
  const all = gathered([one('lease', () => new Promise(() => undefined), 60_000)], closing.signal);
  closing.abort();
  expect((await all).map(({ text }) => text)).toEqual(['The console is closing.']);
});
