import { describe, expect, it, test } from 'vitest';
import type { StageEvent } from '../contract/boot.ts';
import type { Node } from '../contract/node.ts';
import type { Stage } from '../domain/stages.ts';
import { bootTime, heldOrder, isOnWall, standingOf, type WallNode, wallOrder } from './wall-order.ts';

const NOW = Date.parse('2026-01-01T00:10:00.000Z');
const at = (secondsAgo: number): string => new Date(NOW - secondsAgo * 1000).toISOString();
const USUAL = new Map<Stage, number>([
  ['powered-on', 1000],
  ['firmware', 10_000],
  ['onboarding', 30_000],
  ['provisioning', 60_000],
]);

const sampleNode = (name: string, changes: Partial<Node> = {}): WallNode => ({
  ...{ id: name, name, state: 'shut off', stage: 'defined', stages: [], failure: null, progress: null },
  ...{ flow: 'nio', answering: null, orchestratorView: null, operation: null },
  ...{ createdAt: at(900), readyAt: null, deletedAt: null },
  ...changes,
});

const event = (stage: Stage, began: number, ended: number | null): StageEvent => ({
  ...{ stage, basis: 'observed', startedAt: at(began), endedAt: ended === null ? null : at(ended) },
  ...{ outcome: ended === null ? 'running' : 'passed', evidence: null, progress: null, statuses: [] },
});

const booting = (name: string, stage: Stage, since: number, changes: Partial<Node> = {}): WallNode =>
  sampleNode(name, {
    ...{ state: 'running', stage, bootNumber: 1, createdAt: at(600) },
    stages: [event('powered-on', since + 1, since), event(stage, since, null)],
    ...changes,
  });

const FAILURE: Node['failure'] = {
  ...{ class: 'boot', cause: 'The certificate is not trusted', fix: 'Download it again.' },
  ...{ stage: 'http-boot', evidence: null },
};

test('what needs attention comes first, then what boots, the furthest first, then what is ready', () => {
  const nodes = [
    booting('ready', 'ready', 1, { readyAt: at(1) }),
    booting('early', 'firmware', 2),
    booting('late', 'onboarding', 2),
    booting('slow', 'onboarding', 62, { flow: 'nio' }),
    booting('person', 'provisioning', 2, {
      orchestratorView: {
        ...{ hostId: 'host-1', instanceId: null, os: null, awaitsOs: true, statuses: [] },
        checkedAt: at(1),
      },
    }),
    booting('stalled', 'firmware', 200),
    sampleNode('failed', { state: 'shut off', stage: 'failed', failure: FAILURE }),
    sampleNode('left off'),
  ];
  const placed = wallOrder(nodes, () => USUAL, NOW);
  expect(placed.map(({ node, standing }) => [node.name, standing.need])).toEqual([
    ['failed', 'failed'],
    ['stalled', 'stalled'],
    ['person', 'person'],
    ['slow', 'slow'],
    ['late', 'booting'],
    ['early', 'booting'],
    ['ready', 'ready'],
  ]);
  const reason = (name: string) => placed.find(({ node }) => node.name === name)?.standing.reason;
  expect(reason('failed')).toBe('The certificate is not trusted');
  expect(reason('stalled')).toBe('In “Firmware” for 3m 20s, usually 10s');
  expect(reason('slow')).toContain('slower than usual: Onboarding took 1m 02s, usually 30s');
});

describe('a person is waited for', () => {
  it.each([
    ['when it is paused', { state: 'paused' }],
    ['at the prompt of the interactive flow', { flow: 'io' }],
  ] as const)('%s', (_, changes) => {
    expect(standingOf(booting('n', 'onboarding', 2, changes), USUAL, NOW).need).toBe('person');
  });

  it('no longer once somebody has answered, or when it is ready', () => {
    const answering = { by: 'console', port: 0, since: at(1) } as const;
    expect(standingOf(booting('n', 'onboarding', 2, { flow: 'io', answering }), USUAL, NOW).need).toBe(
      'booting',
    );
    expect(standingOf(booting('n', 'ready', 2, { state: 'paused' }), USUAL, NOW).need).toBe('ready');
  });
});

test('a node without usual times stalls by the time after which it is given up', () => {
  expect(standingOf(booting('n', 'firmware', 149), new Map(), NOW).need).toBe('booting');
  expect(standingOf(booting('n', 'firmware', 151), new Map(), NOW).need).toBe('stalled');
});

test.each([
  ['what was switched off after it was ready', sampleNode('n', { stage: 'ready', readyAt: at(9) }), false],
  ['what was deleted', sampleNode('n', { state: 'running', deletedAt: at(1) }), false],
  ['what timed out and was switched off', sampleNode('n', { stage: 'timed-out' }), true],
])('on the wall, %s: %s', (_, node, isThere) => {
  expect(isOnWall(node)).toBe(isThere);
});

test('while it is held nothing jumps: what is new comes last, what is gone leaves', () => {
  expect(heldOrder(['a', 'b', 'c'], ['d', 'c', 'a'])).toEqual(['a', 'c', 'd']);
  expect(heldOrder([], ['b', 'a'])).toEqual(['b', 'a']);
});

describe('the time of a boot', () => {
  it('runs from power-on, against the sum of what its stages usually take', () => {
    expect(bootTime(booting('n', 'firmware', 20), USUAL, NOW)).toEqual({
      ...{ elapsed: 21_000, usual: 101_000, isOver: false },
    });
  });

  it('stands still once it is ready, or has failed', () => {
    const ready = booting('n', 'ready', 100);
    expect(bootTime(ready, USUAL, NOW)).toMatchObject({ elapsed: 1000, isOver: true });
    const failed = booting('n', 'firmware', 30, { stage: 'failed', stages: [event('firmware', 30, 10)] });
    expect(bootTime(failed, USUAL, NOW)).toMatchObject({ elapsed: 20_000, isOver: true });
  });

  it('is not compared for a later boot, which skips most stages; there is none before power-on', () => {
    expect(bootTime(booting('n', 'firmware', 5, { readyAt: at(500) }), USUAL, NOW)?.usual).toBeNull();
    expect(bootTime(sampleNode('n'), USUAL, NOW)).toBeNull();
  });
});
