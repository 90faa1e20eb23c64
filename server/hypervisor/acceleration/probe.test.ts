import { expect, test } from 'vitest';
import { firstLine } from './probe.ts';

test('of QEMU’s complaint the first line is shown, without its time stamp', () => {
  const message =
    'internal error: qemu unexpectedly closed the monitor: 2026-01-02T03:04:05.678901Z qemu-system-x86_64: error: failed to set MSR 0x10a to 0x69\nqemu: Assertion failed.';
  expect(firstLine(message)).toBe(
    'qemu unexpectedly closed the monitor: qemu-system-x86_64: error: failed to set MSR 0x10a to 0x69',
  );
});
