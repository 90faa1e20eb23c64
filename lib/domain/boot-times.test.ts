import { describe, expect, it } from 'vitest';
import type { StageEvent } from '../contract/boot.ts';
import { bootTimeGroups, percentile, slowStages, type TimedBoot } from './boot-times.ts';
import { type Stage, STAGES } from './stages.ts';

const START = Date.parse('2026-01-01T00:00:00Z');

/** Stages one after the other, of so many seconds each; the last one is ready, or failed. */
function boot(
  seconds: Readonly<Partial<Record<Stage, number>>>,
  {
    host = 'h1',
    orchestrator = 'o1',
    failed,
  }: { host?: string; orchestrator?: string | null; failed?: Stage } = {},
): TimedBoot {
  let now = START;
  const event = (stage: Stage, took: number | null, outcome: StageEvent['outcome']): StageEvent => {
    const startedAt = new Date(now).toISOString();
    now += (took ?? 0) * 1000;
    return {
      ...{ stage, basis: 'observed', startedAt, outcome, evidence: null, progress: null, statuses: [] },
      endedAt: took === null ? null : new Date(now).toISOString(),
    };
  };
  const passed = STAGES.flatMap((stage) => {
    const took = seconds[stage];
    return took === undefined ? [] : [event(stage, took, 'passed')];
  });
  const last = failed === undefined ? event('ready', null, 'running') : event(failed, 1, 'failed');
  return { template: 'ubuntu', host, orchestrator, stages: [...passed, last] };
}

describe('the times of boots', () => {
  it('are values that occurred: half, and 95 of 100, did not take longer', () => {
    const hundred = Array.from({ length: 100 }, (_, index) => index + 1);
    expect([0.5, 0.95, 1].map((share) => percentile(hundred, share))).toEqual([50, 95, 100]);
    expect([0.5, 0.95].map((share) => percentile([7], share))).toEqual([7, 7]);
    expect(percentile([], 0.5)).toBe(0);
  });

  it('are of stages that were passed, and of the whole way without the wait for a power-on', () => {
    const boots = [10, 20, 90].map((firmware) => boot({ defined: 1000, firmware, ipxe: 5 }));
    const [group] = bootTimeGroups([...boots, boot({ firmware: 1 }, { failed: 'ipxe' })], 'template');
    expect(group).toMatchObject({ name: 'ubuntu', boots: 4, ready: 3, failed: 1 });
    expect(group?.toReady).toEqual({ boots: 3, p50: 25_000, p95: 95_000 });
    expect(group?.stages).toEqual([
      { stage: 'firmware', boots: 4, p50: 10_000, p95: 90_000 },
      { stage: 'ipxe', boots: 3, p50: 5000, p95: 5000 },
    ]);
  });

  it('end at the first ready: a node that restarts begins anew', () => {
    const once = boot({ firmware: 10 });
    const again = boot({ firmware: 500 });
    const [group] = bootTimeGroups([{ ...once, stages: [...once.stages, ...again.stages] }], 'host');
    expect(group?.stages).toEqual([{ stage: 'firmware', boots: 1, p50: 10_000, p95: 10_000 }]);
  });

  it('are put together by host or orchestrator, or by none; most boots come first', () => {
    const boots = [boot({}, { orchestrator: null }), boot({ ipxe: 1 }), boot({ ipxe: 2 }, { host: 'h2' })];
    expect(bootTimeGroups(boots, 'orchestrator').map(({ name, boots: count }) => [name, count])).toEqual([
      ['o1', 2],
      [null, 1],
    ]);
    expect(bootTimeGroups(boots, 'host').map(({ name }) => name)).toEqual(['h1', 'h2']);
    expect(bootTimeGroups([], 'host')).toEqual([]);
  });
});

describe('a group that is slower than another', () => {
  const slow = boot({ firmware: 30, ipxe: 5, 'os-boot': 21 }, { host: 'slow' });
  const groups = bootTimeGroups([slow, boot({ firmware: 10, ipxe: 4.9, 'os-boot': 10 })], 'host');
  const of = (host: string) => {
    const group = groups.find(({ name }) => name === host);
    return group && slowStages(group, groups);
  };

  it('names its stages, and the one that costs most', () => {
    expect(of('slow')).toEqual({ stages: new Set(['firmware', 'os-boot']), worst: 'firmware' });
    expect(of('h1')).toEqual({ stages: new Set(), worst: null });
  });

  it('needs another one beside it', () => {
    const [only] = bootTimeGroups([slow], 'host');
    expect(only && slowStages(only, [only]).worst).toBeNull();
  });
});
