import { describe, expect, it } from 'vitest';
import { type Node } from '../../lib/contract/node.ts';
import { type Operation } from '../../lib/contract/operation.ts';
import { stageNote, wayToReady } from './words.ts';

const CREATED = '2026-01-01T00:00:00.000Z';
const LATER = '2026-01-01T00:05:00.000Z';

type Told = Parameters<typeof stageNote>[0] & Parameters<typeof wayToReady>[0];

function told(changes: Partial<Told>): Told {
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
  step: 'starting the machine',
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
    said: [],
  },
];

describe('stageNote', () => {
  it('says what is done to it before anything else', () => {
    expect(stageNote(told({ operation: CREATE, failure: FAILURE }))).toBe('starting the machine');
    expect(stageNote(told({ operation: { ...CREATE, step: null } }))).toBe('create: about to begin');
  });
  it('says why it failed, also of a node that is gone', () => {
    const gone = told({ stage: 'failed', state: 'no domain', failure: FAILURE, deletedAt: LATER });
    expect(stageNote(gone)).toBe('No room.');
  });
  it('says how far it is, or what it waits for', () => {
    const on = { stage: 'provisioning', state: 'running' } as const;
    expect(stageNote(told({ ...on, progress: { step: 3, total: 9, text: 'writing image' } }))).toBe(
      '3/9 · writing image',
    );
    expect(stageNote(told(on))).toBe('Waiting for the operating system to be written');
  });
});

describe('wayToReady', () => {
  it('lasts while the node is on its way, and ends with ready', () => {
    expect(wayToReady(told({ operation: CREATE }))).toEqual({ from: CREATED, to: null });
    expect(wayToReady(told({ stage: 'firmware', stages: firmware('running') }))?.to).toBeNull();
    expect(wayToReady(told({ stage: 'os-boot', stages: firmware('running'), readyAt: LATER }))?.to).toBe(
      LATER,
    );
  });
  it.for(['failed', 'timed-out', 'cancelled'] as const)('ends when it is %s', (ending) => {
    expect(wayToReady(told({ stage: ending, stages: firmware(ending) }))).toEqual({
      from: CREATED,
      to: LATER,
    });
  });
  it('is none for a node that is left off, or gone before it came anywhere', () => {
    expect(wayToReady(told({}))).toBeNull();
    expect(wayToReady(told({ stage: 'failed', failure: FAILURE }))).toBeNull();
    expect(wayToReady(told({ deletedAt: LATER }))).toBeNull();
  });
});
