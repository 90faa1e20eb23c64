import { describe, expect, it } from 'vitest';
import { powerAction, type Node } from '../contract/node.ts';
import type { Operation } from '../contract/operation.ts';
import { isHard, powerRefusal, primaryAction } from './power.ts';

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

const offered = (state: Node['state'], running: Operation | null) =>
  powerAction.options.filter((action) => powerRefusal({ state, operation: running }, action) === null);

describe('power actions', () => {
  it('are offered if the state allows them', () => {
    expect(offered('shut off', null)).toEqual(['start', 'netboot']);
    expect(offered('running', null)).toEqual(['shutdown', 'stop', 'reboot', 'reset', 'power-cycle', 'pause']);
    expect(offered('blocked', null)).toEqual(offered('running', null));
    expect(offered('paused', null)).toEqual(['stop', 'reset', 'power-cycle', 'resume']);
  });
  it('wait for a running operation, except for a shutdown that the guest ignores', () => {
    expect(offered('running', operation('reboot'))).toEqual([]);
    expect(offered('running', operation('shutdown'))).toEqual(['stop', 'reset', 'power-cycle']);
    expect(offered('running', operation('reboot', '2026-01-01T00:01:00.000Z'))).toContain('stop');
  });
  it('give a reason when they are not offered', () => {
    expect(powerRefusal({ state: 'paused', operation: null }, 'reboot')).toBe('it is paused');
    expect(powerRefusal({ state: 'running', operation: operation('delete') }, 'stop')).toBe(
      'delete is still running',
    );
  });
});

it.each([
  ['running', 'shutdown'],
  ['blocked', 'shutdown'],
  ['paused', 'resume'],
  ['suspended', 'resume'],
  ['shut off', 'start'],
  ['crashed', 'start'],
] as const)('the primary action of a node that is %s is the gentle one', (state, action) => {
  expect(primaryAction(state)).toBe(action);
  expect(isHard(primaryAction(state))).toBe(false);
});
