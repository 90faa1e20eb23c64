import { describe, expect, test } from 'vitest';
import { reportedFailure } from './reported-failure.ts';

const STREAMING = 'Provisioning Failed: 3/12: Streaming OS image failed: ';

describe('a failure that the orchestrator reports', () => {
  test('a full disk: the cause with step and device, and the fix', () => {
    const text = `${STREAMING}error writing bytes to disk [/dev/vda] -> write /dev/vda: no space left on device`;
    expect(reportedFailure('provisioning', text)).toEqual({
      class: 'storage',
      cause: 'The disk of the node (/dev/vda) is full, in step 3 of 12, “Streaming OS image”.',
      fix: 'Create the node with a larger disk.',
      stage: 'provisioning',
      evidence: { port: null, offset: 0, line: text },
    });
  });

  test.each([
    ['write /dev/nvme0n1p2: No space left on device', /^The disk of the node \(\/dev\/nvme0n1p2\) is full/],
    [
      'docker: failed to register layer: no space left on device',
      /^The memory of the micro-OS is full, in step 3/,
    ],
    ['no space left on device', /^The node has no space left, in step 3/],
  ])('%s', (words, cause) => {
    const failure = reportedFailure('provisioning', STREAMING + words);
    expect(failure).toMatchObject({ class: 'storage', evidence: { line: STREAMING + words } });
    expect(failure.cause).toMatch(cause);
  });

  test('a failure without a step; an unknown failure in its original wording', () => {
    expect(reportedFailure('provisioning', 'mkfs /dev/sda1: no space left on device').cause).toBe(
      'The disk of the node (/dev/sda1) is full.',
    );
    expect(reportedFailure('provisioning', 'out of paper')).toMatchObject({
      class: 'workflow',
      cause: 'The orchestrator reports: out of paper',
    });
  });
});
