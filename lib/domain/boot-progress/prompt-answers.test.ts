import { expect, test } from 'vitest';
import type { PromptDetection } from '../recogniser/detections.ts';
import { type Answer, answerAt, NO_ANSWERS } from './prompt-answers.ts';

const prompt = (
  port: number,
  offset: number,
  what: PromptDetection['prompt'] = 'username',
): PromptDetection => ({
  kind: 'prompt',
  prompt: what,
  port,
  offset,
  line: '',
});

function answered(...prompts: PromptDetection[]): (Answer | null)[] {
  let answers = NO_ANSWERS;
  return prompts.map((one) => {
    const next = answerAt(answers, one);
    answers = next.answers;
    return next.answer;
  });
}

test('prompts are answered on one port, each once', () => {
  expect(
    answered(prompt(1, 10), prompt(0, 5), prompt(1, 10), prompt(1, 20, 'password'), prompt(0, 9, 'password')),
  ).toEqual([{ port: 1, type: 'username' }, null, null, { port: 1, type: 'password' }, null]);
});

test('answers at most three rounds, and never the login of the installed system', () => {
  const rounds = [10, 20, 30, 40].map((offset) => prompt(0, offset));
  expect(answered(...rounds).map((answer) => answer !== null)).toEqual([true, true, true, false]);
  expect(answered(prompt(0, 10, 'login'))).toEqual([null]);
});
