import { expect, test } from 'vitest';
import { isOpenToQemu } from './kvm-device-step.mjs';

test.for([
  [0o600, 0, 0, false],
  [0o660, 0, 0, false],
  [0o660, 0, 108, true],
  [0o666, 0, 0, true],
  [0o600, 108, 0, true],
] as const)('%o of %i:%i is open to QEMU: %s', ([mode, uid, gid, isOpen]) => {
  expect(isOpenToQemu({ mode, uid, gid })).toBe(isOpen);
});
