import { describe, expect, it } from 'vitest';
import { newer } from 'ven-client';
import { sampleDetail, sampleNode } from '../../server/testing/samples.ts';
import { changedList, joinDetail, laterState, mergeList, place } from './cache.ts';

const item = (id: string, revision: number) => ({ id, revision });
const same = (one: { id: string }, other: { id: string }) => one.id === other.id;
const key = (one: { id: string }) => one.id;

describe('newer', () => {
  it('keeps the copy with the higher revision', () => {
    expect(newer(item('a', 3), item('a', 2)).revision).toBe(3);
    expect(newer(item('a', 3), item('a', 4)).revision).toBe(4);
    expect(newer(undefined, item('a', 1)).revision).toBe(1);
  });
});

describe('place', () => {
  it('puts what is new in front and what is known in its place', () => {
    const list = [item('a', 1), item('b', 1)];
    expect(place(list, item('c', 1), same).map(key)).toEqual(['c', 'a', 'b']);
    expect(place(list, item('b', 2), same)).toEqual([item('a', 1), item('b', 2)]);
  });
  it('returns the very same list when nothing is newer, so that nothing is drawn again', () => {
    const list = [item('a', 5)];
    expect(place(list, item('a', 4), same)).toBe(list);
  });
});

describe('mergeList', () => {
  it('takes the server’s order and drops what it no longer has', () => {
    const merged = mergeList([item('a', 1), item('b', 1)], [item('b', 1), item('c', 1)], key, new Set());
    expect(merged.map(key)).toEqual(['b', 'c']);
  });
  it('keeps a change that overtook the list', () => {
    const merged = mergeList([item('a', 7)], [item('a', 6)], key, new Set(['a']));
    expect(merged).toEqual([item('a', 7)]);
  });
  it('keeps an object that came while the list was on its way', () => {
    const merged = mergeList([item('new', 1), item('old', 1)], [item('a', 1)], key, new Set(['new']));
    expect(merged.map(key)).toEqual(['new', 'a']);
  });
});

describe('joinDetail', () => {
  it('has the failure in its boot as soon as it is reported', () => {
    const startedAt = '2026-01-01T00:00:00.000Z';
    const ends = { endedAt: null, endReason: null, failure: null, steps: [], pinned: null, checkpoint: null };
    const boot = (number: number) => ({
      id: `b${number}`,
      number,
      startedAt,
      stages: [],
      ports: [],
      ...ends,
    });
    const before = sampleNode('edge-1', { bootNumber: 2, revision: 1 });
    const failure = {
      class: 'boot',
      cause: 'No boot program.',
      fix: 'Look at the log.',
      stage: 'http-boot',
      evidence: null,
    } as const;
    const { boots } = joinDetail(
      { ...sampleDetail('edge-1'), ...before, boots: [boot(1), boot(2)] },
      { ...before, failure, revision: 2 },
    );
    expect(boots.map((one) => one.failure)).toEqual([null, failure]);
  });
});

describe('laterState', () => {
  it('never walks back', () => {
    expect(laterState('succeeded', 'acting')).toBe(false);
    expect(laterState('recorded', 'acting')).toBe(true);
    expect(laterState(undefined, 'recorded')).toBe(true);
  });
});

describe('changedList', () => {
  const domain = (uuid: string, state: 'running' | 'shut off') => ({
    ...{ host: 'lab', uuid, name: uuid, state, reason: 'unknown', node: null },
    ...{ vcpus: 1, memoryMiB: 1, persistent: true, autostart: false },
  });
  it('has what changed in its place, without what is gone, and what is new at the end', () => {
    const list = ['a', 'b', 'c'].map((uuid) => domain(uuid, 'shut off'));
    const now = { domains: [domain('d', 'running'), domain('b', 'running')], removed: ['a', 'x'] };
    expect(changedList(list, now).map(({ uuid, state }) => `${uuid} ${state}`)).toEqual([
      'b running',
      'c shut off',
      'd running',
    ]);
  });
});
