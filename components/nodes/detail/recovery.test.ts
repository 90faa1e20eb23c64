import { describe, expect, it } from 'vitest';
import type { Failure } from '../../../lib/contract/boot.ts';
import { changeFor, nextName, retryOf } from './recovery.ts';

const failure = (part: Partial<Failure>): Failure => ({
  class: 'boot',
  cause: 'The firmware got no boot file.',
  fix: 'Look.',
  stage: 'http-boot',
  evidence: null,
  ...part,
});
const on = { state: 'running', readyAt: null, deletedAt: null } as const;

describe('a failed node is tried again', () => {
  it('by a power cycle while nothing was written to its disk', () => {
    expect(retryOf(on, failure({}))).toBe('power-cycle');
    expect(retryOf({ ...on, state: 'shut off' }, failure({}))).toBe('start');
    expect(retryOf(on, failure({ class: 'onboarding', stage: 'onboarding' }))).toBe('power-cycle');
  });
  it('by going on, where the host had paused it', () => {
    expect(retryOf({ ...on, state: 'paused' }, failure({ class: 'storage' }))).toBe('resume');
  });
  it('not with a half-written disk, but with an installed system', () => {
    const provisioning = failure({ class: 'workflow', stage: 'provisioning' });
    expect(retryOf(on, provisioning)).toBeNull();
    expect(retryOf({ ...on, readyAt: '2026-01-01T00:00:00.000Z' }, failure({ stage: 'os-boot' }))).toBe(
      'power-cycle',
    );
  });
  it('never when it is gone', () => {
    expect(retryOf({ ...on, deletedAt: '2026-01-01T00:00:00.000Z' }, failure({}))).toBeNull();
  });
});

describe('a new node is made different', () => {
  const small = { diskGiB: 4, memoryMiB: 1024 };
  it('as the verdict says, where the failure itself does not', () => {
    expect(changeFor(small, failure({}))).toBeNull();
    expect(changeFor(small, failure({}), 'disk-too-small')?.words).toBe('with a 32 GiB disk');
    expect(changeFor(small, failure({}), 'memory-too-small')?.words).toBe('with 4 GiB of memory');
  });
  it.each([
    ['The disk of the node is full.', 'Create the node with a larger disk.', 'with a 32 GiB disk'],
    [
      'The memory of the micro-OS is full: it keeps its files in a RAM disk.',
      'Create the node with more memory.',
      'with 4 GiB of memory',
    ],
    ['The disk is too small for the image: it takes 48 GiB.', '', 'with a 48 GiB disk'],
    ['The kernel has panicked.', 'too little memory is the most common reason', 'with 4 GiB of memory'],
  ])('%s', (cause, fix, words) => {
    expect(changeFor(small, failure({ cause, fix }))?.words).toBe(words);
  });
  it('not when its size is not the fault', () => {
    expect(changeFor(small, failure({}))).toBeNull();
    expect(
      changeFor(small, failure({ cause: "The host's storage is full: no space on the disk." })),
    ).toBeNull();
  });
  it('with the next free name', () => {
    expect(nextName('edge-1', new Set(['edge-1', 'edge-2']))).toBe('edge-3');
    expect(nextName('demo', new Set(['demo']))).toBe('demo-2');
  });
});
