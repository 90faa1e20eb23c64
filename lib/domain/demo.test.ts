import { describe, expect, it, test } from 'vitest';
import { type DemoFacts, demoPage, demoVerdict } from './demo.ts';

type DemoNode = DemoFacts['nodes'][number];

const node = (index: number, stage: DemoNode['stage']): DemoNode => ({
  ...{ id: `id-${index}`, name: `demo-${index}`, serial: `DEMO${index}`, stage, stages: [], operation: null },
  failure: null,
});
const nodes = (...stages: DemoNode['stage'][]) => stages.map((stage, index) => node(index + 1, stage));
const verdict = (step: DemoFacts['step'], seconds: number, all: readonly DemoNode[]) =>
  demoVerdict({ step, elapsed: seconds * 1000, nodes: all, failing: 'DEMO2' });

const BOOTING = nodes('firmware', 'onboarding', 'defined');
const ONE_FAILED = nodes('provisioning', 'failed', 'firmware');

test.each([
  ['wall', 5, BOOTING, null],
  ['wall', 15, BOOTING, 'failure'],
  ['failure', 100, BOOTING, null],
  ['failure', 1, ONE_FAILED, 'cause'],
  ['cause', 19, ONE_FAILED, null],
  ['cause', 20, ONE_FAILED, 'fix'],
  ['fix', 1, ONE_FAILED, null],
  ['fix', 1, BOOTING, 'recovery'],
  ['recovery', 1, nodes('ready', 'ready', 'os-boot'), null],
  ['recovery', 1, nodes('ready', 'ready', 'ready'), 'ready'],
  ['ready', 59, nodes('ready', 'ready', 'ready'), null],
  ['ready', 60, nodes('ready', 'ready', 'ready'), 'clean-up'],
  ['clean-up', 1, [], null],
] as const)('%s after %i s', (step, seconds, all, to) => {
  expect(verdict(step, seconds, all)).toEqual(to === null ? { kind: 'stay' } : { kind: 'next', step: to });
});

test('it waits with the wall until one of them boots', () => {
  expect(verdict('create', 1, nodes('defined', 'defined', 'defined')).kind).toBe('stay');
});

describe('it ends early', () => {
  it.each([
    ['another one fails', 'wall', nodes('failed', 'firmware', 'firmware'), 'demo-1 failed'],
    ['the one that was mended fails again', 'recovery', ONE_FAILED, 'demo-2 failed'],
    [
      'the one that was to fail becomes ready',
      'failure',
      nodes('ready', 'ready', 'ready'),
      'demo-2 became ready',
    ],
    ['a node is deleted', 'recovery', nodes('ready', 'ready'), 'were deleted'],
  ] as const)('when %s', (_, step, all, reason) => {
    const found = verdict(step, 30, all);
    expect(found.kind === 'trouble' && found.reason).toContain(reason);
  });

  it('when a step takes too long', () => {
    expect(verdict('failure', 26 * 60, BOOTING)).toMatchObject({ kind: 'trouble' });
  });
});

test('each step has its page', () => {
  expect(demoPage('wall', 'r', 'n')).toBe('/wall?run=r');
  expect(demoPage('cause', 'r', 'n')).toBe('/nodes/n');
  expect(demoPage('ready', 'r', 'n')).toBe('/runs/r');
});
