import type { StageEvent } from '../../contract/boot.ts';
import type { StageDurations } from '../../contract/boot-comparison.ts';
import { duration } from '../format.ts';
import { mergeStages } from '../merge-stages.ts';
import { STAGE_FACTS, STAGES, type Stage } from '../stages.ts';

type Events = readonly StageEvent[];

/** How long each stage took that one of the boots has passed, in the order of a boot. */
export function stageDurations(base: Events, other: Events): StageDurations[] {
  const [one, two] = [durationsOf(base), durationsOf(other)];
  return STAGES.filter((stage) => one.has(stage) || two.has(stage)).map((stage) => ({
    stage,
    base: one.get(stage) ?? null,
    other: two.get(stage) ?? null,
  }));
}

function durationsOf(events: Events): ReadonlyMap<Stage, number> {
  const ended = mergeStages(events).flatMap(({ stage, startedAt, endedAt, outcome }) =>
    endedAt === null || outcome !== 'passed' || stage === 'ready'
      ? []
      : [[stage, Date.parse(endedAt) - Date.parse(startedAt)] as const],
  );
  return new Map(ended);
}

/** Milliseconds that the other boot took longer; null where one of them did not pass the stage. */
export const longerBy = ({ base, other }: StageDurations): number | null =>
  base === null || other === null ? null : other - base;

/** `+12s`, `-3s`. */
export function durationDifference(stage: StageDurations): string | null {
  const longer = longerBy(stage);
  return longer === null ? null : `${longer < 0 ? '-' : '+'}${duration(Math.abs(longer))}`;
}

/** Shorter differences say nothing about a stage. */
const NOTICED_MS = 1000;

/** Which stage makes most of the difference between two boots; null when none differs by a second or more. */
export function blameText(stages: readonly StageDurations[]): string | null {
  const weight = (stage: StageDurations): number => Math.abs(longerBy(stage) ?? 0);
  const [most] = stages.toSorted((one, two) => weight(two) - weight(one));
  if (most === undefined || weight(most) < NOTICED_MS) return null;
  const slower = (longerBy(most) ?? 0) > 0 ? 'longer' : 'less long';
  return `Most of the difference: ${STAGE_FACTS[most.stage].title} took ${duration(weight(most))} ${slower} in the other boot.`;
}
