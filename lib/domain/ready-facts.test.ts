import { expect, test } from 'vitest';
import { readyWhen } from './ready-facts.ts';

test.each([
  [true, 'the orchestrator says so'],
  [false, 'the installed system shows its login prompt'],
  [undefined, 'the orchestrator says so; without one, when the installed system shows its login prompt'],
])('without a rule, and an orchestrator that reports: %j', (reported, words) => {
  expect(readyWhen(null, reported)).toBe(words);
});

test('a rule decides whether or not the orchestrator reports', () => {
  const rule = { kind: 'text', text: 'All done', port: 1, seconds: 60 } as const;
  expect(readyWhen(rule, true)).toBe('it prints “All done” on ttyS1');
  expect(readyWhen({ ...rule, port: null }, false)).toBe('it prints “All done” on a serial port');
});
