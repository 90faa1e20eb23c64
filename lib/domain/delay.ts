import type { StageEvent } from '../contract/boot.ts';
import { duration } from './format.ts';
import { mergeStages, sinceRestart } from './merge-stages.ts';
import { STAGE_FACTS, type Stage } from './stages.ts';

/** How much longer than usual a boot has taken so far, and the stage that most of it is due to. */
export interface Delay {
  readonly by: number;
  readonly stage: Stage;
  readonly took: number;
  readonly usual: number;
}

/** Less is no delay: boots differ by that much. */
const NOTICED = { milliseconds: 10_000, share: 0.25 };

/**
 * Whether a boot is slower than usual, as far as it has come. The stage that it is in counts only once it has taken longer
 * than usual: until then nobody knows. Null: it is not.
 */
export function delayOf(
  stages: readonly StageEvent[],
  usual: ReadonlyMap<Stage, number>,
  now: number,
): Delay | null {
  const compared = mergeStages(sinceRestart(stages)).flatMap(({ stage, startedAt, endedAt }) => {
    const before = usual.get(stage);
    if (before === undefined || stage === 'ready' || stage === 'defined') return [];
    const took = (endedAt === null ? now : Date.parse(endedAt)) - Date.parse(startedAt);
    return [
      { stage, took, usual: before, by: endedAt === null ? Math.max(0, took - before) : took - before },
    ];
  });
  const by = compared.reduce((sum, each) => sum + each.by, 0);
  const expected = compared.reduce((sum, each) => sum + each.usual, 0);
  const [most] = compared.toSorted((one, other) => other.by - one.by);
  return most === undefined || by < NOTICED.milliseconds || by < expected * NOTICED.share
    ? null
    : { ...most, by };
}

/** `Firmware took 1m 02s, usually 10s`. */
export const delayReason = ({ stage, took, usual }: Delay): string =>
  `${STAGE_FACTS[stage].title} took ${duration(took)}, usually ${duration(usual)}`;

/** `52s slower than usual`. */
export const delayText = ({ by }: Delay): string => `${duration(by)} slower than usual`;
