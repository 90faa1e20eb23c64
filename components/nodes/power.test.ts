import { describe, expect, it } from 'vitest';
import { type Node, type PowerAction } from '../../lib/contract/node.ts';
import { type Operation } from '../../lib/contract/operation.ts';
import { isUnderWay, possible } from './power.ts';

const ACTIONS: readonly PowerAction[] = ['start', 'shutdown', 'stop', 'reboot', 'reset', 'pause', 'resume'];

const operation = (kind: Operation['kind'], endedAt: string | null = null): Operation => ({
  id: 'operation',
  kind,
  nodeId: 'node',
  nodeName: 'edge-1',
  state: endedAt === null ? 'acting' : 'failed',
  step: null,
  by: 'a@example.org',
  recordedAt: '2026-01-01T00:00:00.000Z',
  endedAt,
  error: null,
});

const offered = (state: Node['state'], running: Operation | null): readonly PowerAction[] =>
  ACTIONS.filter((action) => possible({ state, operation: running }, action));

describe('the switches', () => {
  it('are those that the state allows', () => {
    expect(offered('shut off', null)).toEqual(['start']);
    expect(offered('running', null)).toEqual(['shutdown', 'stop', 'reboot', 'reset', 'pause']);
    expect(offered('blocked', null)).toEqual(offered('running', null));
    expect(offered('paused', null)).toEqual(['stop', 'reset', 'resume']);
  });
  it('wait for what is being done, except for a shutdown that the guest does not heed', () => {
    expect(offered('running', operation('reboot'))).toEqual([]);
    expect(offered('running', operation('shutdown'))).toEqual(['stop', 'reset']);
    expect(offered('running', operation('reboot', '2026-01-01T00:01:00.000Z'))).toContain('stop');
  });
});

it('a node is under way until it is ready, has ended or crashed', () => {
  expect(isUnderWay({ state: 'running', stage: 'provisioning' })).toBe(true);
  expect(isUnderWay({ state: 'paused', stage: 'firmware' })).toBe(true);
  expect(isUnderWay({ state: 'running', stage: 'ready' })).toBe(false);
  expect(isUnderWay({ state: 'running', stage: 'timed-out' })).toBe(false);
  expect(isUnderWay({ state: 'crashed', stage: 'os-boot' })).toBe(false);
});
