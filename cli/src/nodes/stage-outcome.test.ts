import { expect, test } from 'vitest';
import type { Node } from '../../../lib/contract/node.ts';
import { sampleNode } from '../../../server/testing/samples.ts';
import { hasReached, whereItIs } from '../../../lib/report/progress.ts';
import { cannotReach, isSettled } from './stage-outcome.ts';

const at = (stage: Node['stage'], facts: Partial<Node> = {}): Node => ({
  ...sampleNode('n'),
  stage,
  ...facts,
});
const passed = {
  basis: 'observed',
  startedAt: '2026-01-01T00:00:00Z',
  endedAt: null,
  outcome: 'passed',
  evidence: null,
  progress: null,
} as const;

test('a later stage counts, an earlier one does not', () => {
  expect(hasReached(at('ready'), 'firmware')).toBe(true);
  expect(hasReached(at('firmware'), 'firmware')).toBe(true);
  expect(hasReached(at('defined'), 'firmware')).toBe(false);
});

test('a node that failed had reached the stages before the one it failed in', () => {
  const failed = at('failed', { stages: [{ ...passed, stage: 'onboarding', statuses: [] }] });
  expect(hasReached(failed, 'micro-os')).toBe(true);
  expect(hasReached(failed, 'onboarding')).toBe(false);
  expect(cannotReach(failed, 'micro-os')).toBeNull();
  expect(cannotReach(failed, 'ready')?.code).toBe('interrupted');
});

test('an ending is reached by itself only', () => {
  expect(hasReached(at('timed-out'), 'timed-out')).toBe(true);
  expect(hasReached(at('ready'), 'failed')).toBe(false);
  // Ready, and waited for to fail: that wait must end.
  expect(cannotReach(at('ready'), 'failed')).not.toBeNull();
});

test('deleted is over', () => {
  const gone = at('firmware', { deletedAt: '2026-01-01T00:00:00Z' });
  expect(isSettled(gone)).toBe(true);
  expect(cannotReach(gone, 'ready')?.code).toBe('not-found');
  expect(whereItIs(gone)).toBe('deleted before it was ready');
});
