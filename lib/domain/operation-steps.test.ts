import { expect, test } from 'vitest';
import { operationStepName } from '../contract/operation.ts';
import { stepText } from './operation-steps.ts';

test('a step is numbered when there are several', () => {
  expect(stepText({ name: 'define', number: 2, total: 5 })).toBe(
    '2 of 5: defining and registering the machine',
  );
  expect(stepText({ name: 'reboot', number: 1, total: 1 })).toBe('rebooting');
});

test('steps have distinct texts', () => {
  const { options } = operationStepName;
  expect(new Set(options.map((name) => stepText({ name, number: 1, total: 1 }))).size).toBe(options.length);
});
