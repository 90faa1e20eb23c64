import { expect, it } from 'vitest';
import type { StageEvent } from '../contract/boot.ts';
import { delayOf, delayReason, delayText } from './delay.ts';
import type { Stage } from './stages.ts';

const START = Date.parse('2026-01-01T00:00:00Z');
const USUAL = new Map<Stage, number>([
  ['firmware', 10_000],
  ['ipxe', 5000],
  ['micro-os', 20_000],
]);

/** Stages one after the other, of so many seconds; the last one goes on. */
function course(...seconds: readonly (readonly [Stage, number])[]) {
  let now = START;
  const stages = seconds.map(([stage, took], index): StageEvent => {
    const startedAt = new Date(now).toISOString();
    now += took * 1000;
    const goesOn = index === seconds.length - 1;
    return {
      ...{ stage, basis: 'observed', startedAt, endedAt: goesOn ? null : new Date(now).toISOString() },
      ...{ outcome: goesOn ? 'running' : 'passed', evidence: null, progress: null, statuses: [] },
    };
  });
  return { stages, now };
}

const delay = (...seconds: readonly (readonly [Stage, number])[]) => {
  const { stages, now } = course(...seconds);
  return delayOf(stages, USUAL, now);
};

it('a boot as usual, or faster, has none; neither has one whose usual times are unknown', () => {
  expect(delay(['firmware', 11], ['ipxe', 2])).toBeNull();
  expect(delay(['firmware', 1], ['ipxe', 14])).toBeNull();
  expect(delay(['os-boot', 900])).toBeNull();
  expect(delayOf([], USUAL, START)).toBeNull();
});

it('the stage that it is in counts once it takes longer than usual', () => {
  expect(delay(['firmware', 9])).toBeNull();
  expect(delay(['firmware', 19])).toBeNull();
  expect(delay(['firmware', 25])).toEqual({ by: 15_000, stage: 'firmware', took: 25_000, usual: 10_000 });
});

it('an earlier stage is to blame, although the present one is as usual', () => {
  const late = delay(['firmware', 62], ['ipxe', 6], ['micro-os', 3]);
  expect(late).toEqual({ by: 53_000, stage: 'firmware', took: 62_000, usual: 10_000 });
  expect(late && `${delayText(late)}: ${delayReason(late)}`).toBe(
    '53s slower than usual: Firmware took 1m 02s, usually 10s',
  );
});

it('time that was made up for since counts against it', () => {
  expect(delay(['firmware', 22], ['ipxe', 1], ['micro-os', 3])).toBeNull();
});

it('the wait for a power-on is none, and neither is what was before a restart', () => {
  expect(delay(['defined', 900], ['firmware', 5])).toBeNull();
  expect(delay(['firmware', 900], ['ready', 5], ['firmware', 5])).toBeNull();
});
