import { expect, test } from 'vitest';
import type { PreflightStep } from '../../../lib/contract/preflight.ts';
import { observationOf } from './checks.ts';

const step = (part: Partial<PreflightStep>): PreflightStep => ({
  ...{
    id: 'connect',
    state: 'failed',
    milliseconds: 1,
    evidence: 'Any words.',
    fix: 'Do it.',
    finding: null,
  },
  ...{ certificates: [], authority: null, repair: null, snippets: [], change: null, ...part },
});

test.each([
  [{ finding: 'server-unreachable' }, { outcome: 'problem', finding: 'server-unreachable', fix: 'Do it.' }],
  [
    { state: 'warning', finding: 'connection-lost' },
    { outcome: 'problem', finding: 'connection-lost' },
  ],
  [{ state: 'warning' }, { outcome: 'fine', finding: null, fix: 'Do it.' }],
  [{ state: 'ok' }, { outcome: 'fine', finding: 'server-reachable' }],
  [
    { state: 'ok', id: 'machine' },
    { outcome: 'fine', finding: null },
  ],
  [{ state: 'skipped' }, { outcome: 'unchecked', finding: null }],
  // The check itself failed: nothing was found out.
  [{}, { outcome: 'unchecked', finding: null }],
] as const)('the step %j is the observation %j, whatever its words are', (part, observation) => {
  expect(observationOf(step(part))).toMatchObject({ ...observation, text: 'Any words.' });
});
