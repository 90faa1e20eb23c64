import { describe, expect, it } from 'vitest';
import type { StageEvent } from '../../lib/contract/boot.ts';
import { mergeStages, sinceRestart } from '../../lib/domain/merge-stages.ts';
import { STAGES } from '../../lib/domain/stages.ts';
import { expectedStages, filled, slots } from './segments.ts';

const T0 = Date.parse('2026-01-01T00:00:00.000Z');
const at = (seconds: number): string => new Date(T0 + seconds * 1000).toISOString();

function event(
  stage: StageEvent['stage'],
  from: number,
  to: number | null,
  more: Partial<StageEvent> = {},
): StageEvent {
  return {
    stage,
    basis: 'observed',
    startedAt: at(from),
    endedAt: to === null ? null : at(to),
    outcome: to === null ? 'running' : 'passed',
    evidence: null,
    progress: null,
    statuses: [],
    ...more,
  };
}

const FIRST = { installed: false, first: STAGES };
const LATER = { installed: true, first: STAGES };

describe('joinStages', () => {
  it('takes what is confirmed, keeps the earlier beginning and the line on serial', () => {
    const evidence = { port: 0, offset: 12, line: 'Onboarding' };
    const [joined] = mergeStages([
      event('onboarding', 10, 20, { evidence }),
      event('onboarding', 12, 22, {
        basis: 'confirmed',
        evidence: { port: null, offset: 0, line: 'onboarded' },
      }),
    ]);
    expect(joined).toMatchObject({ basis: 'confirmed', startedAt: at(10), endedAt: at(22), evidence });
  });
  it('shows a re-entered stage in its current state', () => {
    const [joined] = mergeStages([
      event('address', 1, 4),
      event('http-boot', 4, 6),
      event('address', 6, null),
    ]);
    expect(joined).toMatchObject({ stage: 'address', startedAt: at(1), endedAt: null, outcome: 'running' });
  });
});

describe('the slots', () => {
  const boot = [event('defined', 0, 1), event('powered-on', 1, 2), event('firmware', 2, 9)];
  const started = [...boot, event('address', 9, null)];

  it('are all there from the start, and keep their widths to the end', () => {
    const early = slots(boot.slice(0, 1), FIRST, T0 + 1000);
    const late = slots([...started, event('onboarding', 30, null)], FIRST, T0 + 600_000);
    expect(early.map(({ stage }) => stage)).toEqual(STAGES.slice(0, -1));
    expect(late.map(({ share }) => share)).toEqual(early.map(({ share }) => share));
    expect(early.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
  });
  it('distinguish passed, live, upcoming and unobserved stages', () => {
    const now = slots([...boot, event('http-boot', 9, null)], FIRST, T0 + 12_000);
    const states = new Map(now.map(({ stage, state }) => [stage, state]));
    expect(states.get('firmware')).toBe('passed');
    expect(states.get('address')).toBe('unseen');
    expect(states.get('http-boot')).toBe('running');
    expect(states.get('ipxe')).toBe('to-come');
    expect(now.find(({ stage }) => stage === 'http-boot')?.took).toBe(3000);
  });
  it('close an open stage where the next begins, and omit ready', () => {
    const now = slots(
      [event('firmware', 0, null), event('ipxe', 8, 9), event('ready', 9, 9)],
      FIRST,
      T0 + 99_000,
    );
    expect(now.find(({ stage }) => stage === 'firmware')).toMatchObject({ state: 'passed', took: 8000 });
    expect(now.some(({ state }) => state === 'to-come' || state === 'running')).toBe(false);
  });
  it('of a later boot are those of a disk', () => {
    expect(expectedStages([event('powered-on', 0, null)], LATER)).toEqual([
      'powered-on',
      'firmware',
      'os-boot',
    ]);
  });
  it('of a later boot over the network show the network stages', () => {
    const events = [event('powered-on', 0, 1), event('http-boot', 1, null)];
    expect(expectedStages(events, LATER)).toContain('http-boot');
  });
  it('leave out what the node’s orchestrator does not do, unless it was seen', () => {
    const first = ['defined', 'powered-on', 'firmware', 'os-boot', 'ready'] as const;
    expect(expectedStages([], { installed: false, first })).toEqual(first.slice(0, -1));
    const seen = expectedStages([event('defined', 0, 1), event('http-boot', 2, 3)], { ...FIRST, first });
    expect(seen).toEqual(['defined', 'powered-on', 'firmware', 'http-boot', 'os-boot']);
  });
  it('of a ready node that was reset start over', () => {
    const events = [...boot, event('ready', 20, 40), event('rebooting', 40, 41), event('os-boot', 41, null)];
    expect(sinceRestart(events).map(({ stage }) => stage)).toEqual(['rebooting', 'os-boot']);
    expect(slots(events, FIRST, T0 + 50_000).map(({ stage, state }) => [stage, state])).toEqual([
      ['rebooting', 'passed'],
      ['os-boot', 'running'],
    ]);
  });
});

describe('filled', () => {
  it('grows with time but never reaches the end on its own', () => {
    const live = { stage: 'firmware', event: event('firmware', 0, null) } as const;
    expect(filled({ ...live, took: 4000 })).toBeGreaterThan(filled({ ...live, took: 1000 }));
    expect(filled({ ...live, took: 9_000_000 })).toBeLessThan(1);
  });
  it('follows the reported progress', () => {
    const progress = { step: 3, total: 4, text: '' };
    const live = {
      stage: 'provisioning',
      event: event('provisioning', 0, null, { progress }),
      took: 0,
    } as const;
    expect(filled(live)).toBe(0.75);
  });
});
