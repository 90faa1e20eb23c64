import { expect, test } from 'vitest';
import { type PromptFinding } from '../../../lib/domain/recogniser/findings.ts';
import { eventually } from '../../testing/eventually.ts';
import { Answering } from './answering.ts';

const prompt = (port: number, offset: number, asks: 'username' | 'password' = 'username'): PromptFinding => ({
  kind: 'prompt',
  prompt: asks,
  port,
  offset,
  line: `${asks}: `,
});

/** A guest whose prompts stand in `waiting`, and a port that refuses what is typed for a number of times. */
function guest({ refusals }: { refusals: number }) {
  const typed: string[] = [];
  const failed: PromptFinding[] = [];
  const waiting: PromptFinding[] = [];
  let attempts = 0;
  const answering = new Answering({
    account: () => Promise.resolve({ username: 'me', password: 'secret' }),
    write: (port, text) => {
      if (attempts++ < refusals) return Promise.reject(new Error('takes no input now'));
      typed.push(`${port} ${text}`);
      return Promise.resolve();
    },
    waiting: () => waiting,
    failed: (asked) => failed.push(asked),
    againMs: 1,
  });
  const typedAll = (count: number) =>
    eventually(`${count} answers`, () => (typed.length >= count ? typed : undefined));
  return { answering, typed, typedAll, failed, waiting, attempts: () => attempts };
}

test('an answer that could not be typed is typed when it can be, and the next ones follow', async () => {
  const { answering, typedAll, failed, waiting } = guest({ refusals: 3 });
  waiting.push(prompt(0, 10), prompt(1, 10));
  // Both ports ask; one is answered.
  answering.ask(prompt(0, 10));
  answering.ask(prompt(1, 10));
  await typedAll(1);
  answering.ask(prompt(0, 40, 'password'));
  expect(await typedAll(2)).toEqual(['0 me\r', '0 secret\r']);
  expect(failed).toEqual([prompt(0, 10)]);
  answering.close();
});

test('a prompt that went by unanswered is given up and counts for nothing', async () => {
  const { answering, typed, typedAll, failed, waiting, attempts } = guest({ refusals: 1 });
  // Nothing waits: the guest has gone on while the first attempt was made.
  answering.ask(prompt(0, 10));
  answering.ask(prompt(1, 10));
  await eventually('the failure', () => failed.at(0));
  waiting.push(prompt(1, 90));
  answering.ask(prompt(1, 90));
  expect(await typedAll(1)).toEqual(['1 me\r']);
  expect(attempts()).toBe(2);
  expect(typed).toHaveLength(1);
  answering.close();
});

test('a prompt behind which the kernel has spoken is answered at once', async () => {
  const { answering, typedAll } = guest({ refusals: 0 });
  answering.ask(prompt(0, 10));
  expect(await typedAll(1)).toEqual(['0 me\r']);
  answering.close();
});
