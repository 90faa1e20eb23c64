import { expect, test } from 'vitest';
import type { PromptDetection } from '../../../lib/domain/recogniser/detections.ts';
import { eventually } from '../../testing/eventually.ts';
import { PromptResponder } from './prompt-responder.ts';

const prompt = (
  port: number,
  offset: number,
  asks: 'username' | 'password' = 'username',
): PromptDetection => ({
  kind: 'prompt',
  prompt: asks,
  port,
  offset,
  line: `${asks}: `,
});

/** A guest whose open prompts are in `waiting`, with a port that refuses input a number of times. */
function guest({ refusals, firstPortMs = 1 }: { refusals: number; firstPortMs?: number }) {
  const typed: string[] = [];
  const failed: PromptDetection[] = [];
  const waiting: PromptDetection[] = [];
  let attempts = 0;
  const answering = new PromptResponder({
    account: () => Promise.resolve({ username: 'me', password: 'secret' }),
    write: (port, text) => {
      if (attempts++ < refusals) return Promise.reject(new Error('accepts no input'));
      typed.push(`${port} ${text}`);
      return Promise.resolve();
    },
    open: () => waiting,
    failed: (asked) => failed.push(asked),
    ...{ againMs: 1, firstPortMs },
  });
  const typedAll = (count: number) =>
    eventually(`${count} answers`, () => (typed.length >= count ? typed : undefined));
  return { answering, typed, typedAll, failed, waiting, attempts: () => attempts };
}

test('an answer that could not be typed is retried, and the next ones follow', async () => {
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

test('the first port is answered although another one asks a moment earlier', async () => {
  const { answering, typedAll } = guest({ refusals: 0, firstPortMs: 20_000 });
  answering.ask(prompt(1, 10));
  answering.ask(prompt(0, 10));
  answering.ask(prompt(0, 40, 'password'));
  expect(await typedAll(2)).toEqual(['0 me\r', '0 secret\r']);
  answering.close();
});

test('a port that alone asks is answered', async () => {
  const { answering, typedAll } = guest({ refusals: 0 });
  answering.ask(prompt(1, 10));
  answering.ask(prompt(1, 40, 'password'));
  expect(await typedAll(2)).toEqual(['1 me\r', '1 secret\r']);
  answering.close();
});

test('a prompt that is no longer open is dropped and not counted', async () => {
  const { answering, typed, typedAll, failed, waiting, attempts } = guest({ refusals: 1 });
  // No prompt is open: the guest has continued during the first attempt.
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

test('a prompt followed by a kernel message is answered at once', async () => {
  const { answering, typedAll } = guest({ refusals: 0 });
  answering.ask(prompt(0, 10));
  expect(await typedAll(1)).toEqual(['0 me\r']);
  answering.close();
});

/** A guest that echoes input at its password prompt a number of times. */
function echoing({ echoes, account = 'me' }: { echoes: number; account?: string }) {
  const typed: string[] = [];
  const types: string[] = [];
  const failed: unknown[] = [];
  const echoed: PromptDetection[] = [];
  let redactedAt = -1;
  let isOver = false;
  let left = echoes;
  const prompts: PromptDetection[] = [];
  const answering: PromptResponder = new PromptResponder({
    account: () => Promise.resolve({ username: account, password: 'secret' }),
    write: (port, text) => {
      typed.push(`${port} ${text}`);
      return Promise.resolve();
    },
    open: () => prompts,
    failed: (_prompt, error) => failed.push(error),
    echoes: (asked) => echoed.push(asked),
    againMs: 1,
    isOver: () => isOver,
    types: (by, port) => {
      types.push(`${by} ${port}`);
      return Promise.resolve();
    },
    echo: {
      outputOf: async (_port, act, { matches }) => {
        await act();
        const text = typed.at(-1)?.slice(2) ?? '';
        const output = text === ' ' ? (left-- > 0 ? ' ' : '') : `${text}\n`;
        expect(matches(output)).toBe(output !== '');
        return { output, tookMs: 3 };
      },
      redact: () => (redactedAt = typed.length),
    },
  });
  const ask = (offset: number, asks?: 'password') => answering.ask(prompt(0, offset, asks));
  const end = () => (isOver = true);
  return { answering, ask, end, typed, types, failed, echoed, prompts, redactedAt: () => redactedAt };
}

const until = (what: string, isSo: () => boolean) => eventually(what, () => isSo() || undefined);

test('a password is typed once spaces are no longer echoed, and still redacted', async () => {
  const { ask, typed, types, redactedAt } = echoing({ echoes: 2 });
  ask(10);
  ask(40, 'password');
  await until('the password', () => typed.includes('0 secret\r'));
  expect(typed).toEqual(['0 me\r', '0  ', '0  ', '0  ', '0 secret\r']);
  expect(redactedAt()).toBe(4);
  expect(types).toEqual(['console 0']);
});

test('no password is typed into a guest that keeps echoing', async () => {
  const { ask, typed, failed, echoed } = echoing({ echoes: Infinity });
  ask(10);
  ask(40, 'password');
  await until('the refusal', () => failed.length > 0);
  expect(String(failed[0])).toContain('echoes');
  expect(echoed[0], 'reported for the user').toEqual(prompt(0, 40, 'password'));
  expect(typed.join()).not.toContain('secret');
});

test('the console stops typing when a person types after the first prompt; earlier input is ignored', async () => {
  const { answering, ask, typed, types } = echoing({ echoes: 0 });
  answering.personTypes(0);
  ask(10);
  await until('the user name', () => typed.length > 0);
  answering.personTypes(1);
  ask(40, 'password');
  ask(70);
  await until('both', () => types.length === 2);
  expect(types).toEqual(['console 0', 'person 1']);
  expect(typed).toEqual(['0 me\r']);
});

test('after a restart the console types only on the port on which it began', async () => {
  const typed: string[] = [];
  const responder = new PromptResponder({
    account: () => Promise.resolve({ username: 'me', password: 'secret' }),
    write: (port, text) => {
      typed.push(`${port} ${text}`);
      return Promise.resolve();
    },
    open: () => [],
    failed: () => undefined,
    typist: { by: 'console', port: 1 },
  });
  responder.ask(prompt(0, 10));
  responder.ask(prompt(1, 10, 'password'));
  await until('the password', () => typed.length > 0);
  expect(typed).toEqual(['1 secret\r']);
  responder.close();
});

test('a person who takes over while the console is being recorded as the typist keeps control', async () => {
  const typed: string[] = [];
  let recorded: () => void = () => undefined;
  const types: string[] = [];
  const responder = new PromptResponder({
    account: () => Promise.resolve({ username: 'me', password: 'secret' }),
    write: (_port, text) => {
      typed.push(text);
      return Promise.resolve();
    },
    open: () => [],
    failed: () => undefined,
    types: (by) => {
      types.push(by);
      return new Promise((resolve) => (recorded = resolve));
    },
  });
  responder.ask(prompt(0, 10));
  await until('that it is recorded', () => types.length > 0);
  const first = recorded;
  responder.personTypes(0);
  first();
  await new Promise(setImmediate);
  expect(types).toEqual(['console', 'person']);
  expect(typed).toEqual([]);
});

test('after a restart nothing is typed if a person was typing', async () => {
  const asked: number[] = [];
  const responder = new PromptResponder({
    account: () => {
      asked.push(1);
      return Promise.resolve({ username: 'me', password: 'secret' });
    },
    write: () => Promise.reject(new Error('nothing may be typed')),
    open: () => [],
    failed: () => asked.push(2),
    typist: { by: 'person', port: 0 },
  });
  responder.ask(prompt(0, 10));
  await new Promise(setImmediate);
  expect(asked).toEqual([]);
});

test('nothing is typed into a failed node', async () => {
  const { ask, end, typed } = echoing({ echoes: 0 });
  ask(10);
  await until('the user name', () => typed.length > 0);
  end();
  ask(40, 'password');
  ask(70);
  await Promise.resolve();
  expect(typed).toEqual(['0 me\r']);
});
