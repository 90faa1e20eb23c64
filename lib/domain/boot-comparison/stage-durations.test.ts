import { describe, expect, it } from 'vitest';
import type { StageEvent } from '../../contract/boot.ts';
import { blameText, durationDifference, stageDurations } from './stage-durations.ts';

const at = (second: number): string => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();

const passed = (stage: StageEvent['stage'], from: number, to: number | null): StageEvent => ({
  ...{ stage, basis: 'observed', evidence: null, progress: null, statuses: [] },
  ...{
    startedAt: at(from),
    endedAt: to === null ? null : at(to),
    outcome: to === null ? 'running' : 'passed',
  },
});

describe('the durations of two boots', () => {
  const stages = stageDurations(
    [passed('firmware', 0, 4), passed('address', 4, 6), passed('http-boot', 6, null)],
    [passed('firmware', 0, 5), passed('address', 5, 25)],
  );

  it('are those of the stages that one of them has passed', () => {
    expect(stages).toEqual([
      { stage: 'firmware', base: 4000, other: 5000 },
      { stage: 'address', base: 2000, other: 20_000 },
    ]);
    const [missing] = stageDurations([passed('ipxe', 0, 1)], []);
    expect(missing).toEqual({ stage: 'ipxe', base: 1000, other: null });
    expect(missing && durationDifference(missing)).toBeNull();
  });

  it('say which stage is to blame', () => {
    expect(blameText(stages)).toBe('Most of the difference: Address took 18s longer in the other boot.');
    expect(blameText(stageDurations([passed('ipxe', 0, 9)], [passed('ipxe', 0, 2)]))).toContain(
      '7.0s less long',
    );
    expect(blameText([])).toBeNull();
  });
});
