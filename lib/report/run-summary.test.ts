import { expect, it } from 'vitest';
import { runFunnel } from './run-summary.ts';

type Reached = Parameters<typeof runFunnel>[0][number];

const DEFINED: Reached = { stage: 'defined', stages: [], readyAt: null, failure: null };

it('counts a node at every step up to the furthest that it has come to', () => {
  const failed: Reached = {
    ...DEFINED,
    stage: 'failed',
    failure: { class: 'ipxe', cause: 'No boot file.', fix: 'Look.', stage: 'ipxe', evidence: null },
  };
  // Rebooted since: its present boot is at the firmware again.
  const ready: Reached = { ...DEFINED, stage: 'firmware', readyAt: '2026-01-01T00:05:00.000Z' };
  expect(runFunnel([DEFINED, failed, ready]).map(({ title, nodes }) => [title, nodes])).toEqual([
    ['Defined', 3],
    ['Powered on', 2],
    ['Address', 2],
    ['Micro-OS', 1],
    ['Onboarding', 1],
    ['Provisioning', 1],
    ['Ready', 1],
  ]);
});
