import { expect, it } from 'vitest';
import { accelerationReason } from './acceleration-reason.ts';

it('what a machine said stands apart from what it means', () => {
  expect(accelerationReason('KVM is there but broken, a guest does not start: Could not: access')).toEqual({
    words: 'KVM is there but broken, a guest does not start.',
    said: 'Could not: access',
  });
  expect(accelerationReason('firmware ran with KVM and spoke after 0.4 s')).toEqual({
    words: 'Firmware ran with KVM and spoke after 0.4 s.',
    said: null,
  });
});
