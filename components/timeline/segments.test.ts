import { describe, expect, it } from 'vitest';
import { type StageEvent } from '../../lib/contract/boot.ts';
import { joinStages, segments, shares } from './segments.ts';

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
    said: [],
    ...more,
  };
}

const sum = (values: readonly number[]): number => values.reduce((one, other) => one + other, 0);

describe('shares', () => {
  it('are in proportion while nothing dominates', () => {
    expect(shares([10, 20, 10, 20, 20]).map((share) => share.toFixed(3))).toEqual([
      '0.125',
      '0.250',
      '0.125',
      '0.250',
      '0.250',
    ]);
  });
  it('go by logarithm when one takes nearly all, so that the short ones can be seen', () => {
    const [short = 0, long = 0] = shares([2000, 600_000]);
    expect(short).toBeGreaterThan(0.15);
    expect(long).toBeGreaterThan(short);
  });
  it.each([[[0, 0, 0]], [[1]], [[]], [[0, 5, 900_000]]])(
    'of %j fill the bar and leave none out',
    (durations) => {
      const parts = shares(durations);
      if (durations.length > 0) expect(sum(parts)).toBeCloseTo(1);
      for (const part of parts) expect(part).toBeGreaterThan(0);
    },
  );
});

describe('joinStages', () => {
  it('takes what is confirmed, keeps the earlier beginning and the line on serial', () => {
    const evidence = { port: 0, offset: 12, line: 'Onboarding' };
    const [joined] = joinStages([
      event('onboarding', 10, 20, { evidence }),
      event('onboarding', 12, 22, {
        basis: 'confirmed',
        evidence: { port: null, offset: 0, line: 'onboarded' },
      }),
    ]);
    expect(joined).toMatchObject({ basis: 'confirmed', startedAt: at(10), endedAt: at(22), evidence });
  });
});

describe('segments', () => {
  it('lets the live one grow with the time', () => {
    const events = [event('powered-on', 0, 1), event('firmware', 1, null)];
    const [, early] = segments(events, T0 + 3000);
    const [, late] = segments(events, T0 + 9000);
    expect(early).toMatchObject({ live: true, end: T0 + 3000 });
    expect(late?.share).toBeGreaterThan(early?.share ?? 1);
  });
  it('closes a stage that nobody closed where the next begins, and has no segment for ready', () => {
    const parts = segments(
      [event('firmware', 0, null), event('ipxe', 8, 9), event('ready', 9, 9)],
      T0 + 99_000,
    );
    expect(parts.map(({ stage, live }) => [stage, live])).toEqual([
      ['firmware', false],
      ['ipxe', false],
    ]);
    expect(parts[0]?.end).toBe(T0 + 8000);
  });
});
