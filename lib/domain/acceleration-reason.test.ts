import { expect, it } from 'vitest';
import { accelerationReason } from './acceleration-reason.ts';

it('separates the explanation from the message behind it', () => {
  expect(accelerationReason('KVM is present but broken, a guest does not start: Could not: access')).toEqual({
    explanation: 'KVM is present but broken, a guest does not start.',
    message: 'Could not: access',
  });
  expect(accelerationReason('firmware ran with KVM and spoke after 0.4 s')).toEqual({
    explanation: 'Firmware ran with KVM and spoke after 0.4 s.',
    message: null,
  });
});
