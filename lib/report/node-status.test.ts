import { describe, expect, it } from 'vitest';
import type { Node } from '../contract/node.ts';
import type { Operation } from '../contract/operation.ts';
import { stageNote, statusTitle, bootPeriod } from './node-status.ts';
import { waitsFor } from './progress.ts';

const CREATED = '2026-01-01T00:00:00.000Z';
const LATER = '2026-01-01T00:05:00.000Z';

type TimelineNode = Parameters<typeof stageNote>[0] & Parameters<typeof bootPeriod>[0];

function nodeWith(changes: Partial<TimelineNode>): TimelineNode {
  return {
    stage: 'defined',
    state: 'shut off',
    stages: [],
    operation: null,
    failure: null,
    progress: null,
    createdAt: CREATED,
    readyAt: null,
    deletedAt: null,
    ...changes,
  };
}

const CREATE: Operation = {
  id: 'o1',
  kind: 'create',
  nodeId: 'n1',
  nodeName: 'edge-1',
  state: 'acting',
  step: { name: 'start-paused', number: 2, total: 4 },
  by: 'somebody',
  recordedAt: CREATED,
  endedAt: null,
  error: null,
};

const FAILURE: Node['failure'] = {
  class: 'host',
  cause: 'No room.',
  fix: 'Make some.',
  stage: 'defined',
  evidence: null,
};

const firmware = (outcome: Node['stages'][number]['outcome']): Node['stages'] => [
  {
    stage: 'firmware',
    basis: 'observed',
    startedAt: CREATED,
    endedAt: outcome === 'running' ? null : LATER,
    outcome,
    evidence: null,
    progress: null,
    statuses: [],
  },
];

describe('stageNote', () => {
  it('shows a running operation first', () => {
    expect(stageNote(nodeWith({ operation: CREATE, failure: FAILURE }))).toBe(
      'Creating 2 of 4: starting the machine, paused',
    );
    expect(stageNote(nodeWith({ operation: { ...CREATE, step: null } }))).toBe('Creating');
  });
  it('shows why it failed, even after deletion', () => {
    const gone = nodeWith({ stage: 'failed', state: 'no domain', failure: FAILURE, deletedAt: LATER });
    expect(stageNote(gone)).toBe('No room.');
  });
  it('shows its progress, or what it waits for', () => {
    const on = { stage: 'provisioning', state: 'running' } as const;
    expect(stageNote(nodeWith({ ...on, progress: { step: 3, total: 9, text: 'writing image' } }))).toBe(
      '3/9 · writing image',
    );
    expect(stageNote(nodeWith(on))).toBe('Waiting for the operating system to be written');
  });
});

describe('bootPeriod', () => {
  it('lasts until the node is ready', () => {
    expect(bootPeriod(nodeWith({ operation: CREATE }))).toEqual({ from: CREATED, to: null });
    expect(bootPeriod(nodeWith({ stage: 'firmware', stages: firmware('running') }))?.to).toBeNull();
    expect(bootPeriod(nodeWith({ stage: 'os-boot', stages: firmware('running'), readyAt: LATER }))?.to).toBe(
      LATER,
    );
  });
  it.for(['failed', 'timed-out', 'cancelled'] as const)('ends when it is %s', (ending) => {
    expect(bootPeriod(nodeWith({ stage: ending, stages: firmware(ending) }))).toEqual({
      from: CREATED,
      to: LATER,
    });
  });
  it('is null for a node that was left off, or was deleted before it booted', () => {
    expect(bootPeriod(nodeWith({}))).toBeNull();
    expect(bootPeriod(nodeWith({ stage: 'failed', failure: FAILURE }))).toBeNull();
    expect(bootPeriod(nodeWith({ deletedAt: LATER }))).toBeNull();
  });
});

describe('statusTitle', () => {
  it.for([
    ['a ready node that is on', { stage: 'ready', state: 'running', readyAt: CREATED }, 'Ready'],
    ['a ready node that is off', { stage: 'ready', state: 'shut off', readyAt: CREATED }, 'Was ready'],
    ['one whose later boot was cancelled', { stage: 'cancelled', readyAt: CREATED }, 'Was ready'],
    ['a deleted one that was ready', { stage: 'cancelled', readyAt: CREATED, deletedAt: LATER }, 'Was ready'],
    ['a deleted one that failed', { stage: 'failed', deletedAt: LATER }, 'Failed'],
    [
      'a deleted one that never became ready',
      { stage: 'cancelled', deletedAt: LATER },
      'Deleted before ready',
    ],
    ['one that was powered off while booting', { stage: 'cancelled' }, 'Stopped before ready'],
    [
      'one that is being deleted',
      { stage: 'cancelled', operation: { ...CREATE, kind: 'delete' } },
      'Deleting',
    ],
  ] as const)('of %s', ([, changes, title]) => {
    expect(statusTitle(nodeWith(changes))).toBe(title);
  });
});

it('a later boot waits for the disk, not for the network', () => {
  const at = { stage: 'firmware', state: 'running' } as const;
  expect(waitsFor({ ...at, readyAt: null })).toContain('something to boot');
  expect(waitsFor({ ...at, readyAt: CREATED })).toBe('the firmware to start the installed system');
});

it('a node that nobody takes in waits for no orchestrator', () => {
  const node = nodeWith({ stage: 'os-boot', state: 'running' });
  expect(waitsFor({ ...node, expectedStages: ['firmware', 'os-boot'] })).toBe('the system to be up');
});
