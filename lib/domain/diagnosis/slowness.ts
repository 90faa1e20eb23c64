import type { StageEvent } from '../../contract/boot.ts';
import type { Observation } from '../../contract/diagnosis.ts';
import { duration } from '../format.ts';
import { STAGE_FACTS, type Stage } from '../stages.ts';
import { fine, problem } from './observation.ts';

/** Boots differ by that much from one day to the next. */
const TIMES = 2;
const LEAST_MS = 20_000;
/** Without anything to compare with: that much of the time after which it is given up. */
const PART_OF_TIMEOUT = 0.5;

/** Milliseconds after which a stage is slow. */
export const slowAfter = (stage: Stage, usual: number | undefined): number =>
  usual === undefined ? STAGE_FACTS[stage].timeout * 1000 * PART_OF_TIMEOUT : usual * TIMES + LEAST_MS;

/** How long the present stage of a boot has taken; null once it has ended. */
export function stageTime(stages: readonly StageEvent[], now: string): number | null {
  const last = stages.at(-1);
  return last === undefined || last.endedAt !== null ? null : Date.parse(now) - Date.parse(last.startedAt);
}

/** The present stage of a boot that goes on, against what it takes usually. */
export function slownessOf(
  stages: readonly StageEvent[],
  usual: ReadonlyMap<Stage, number>,
  now: string,
): Observation[] {
  const last = stages.at(-1);
  const took = stageTime(stages, now);
  if (last === undefined || took === null || last.stage === 'ready') return [];
  const before = usual.get(last.stage);
  const { title } = STAGE_FACTS[last.stage];
  const usually = before === undefined ? '' : `, usually ${duration(before)}`;
  const text = `“${title}” takes ${duration(took)}${usually}.`;
  return took > slowAfter(last.stage, before)
    ? [problem('usual', 'slow', `Slow: ${text}`, { evidence: last.evidence })]
    : [fine('usual', text)];
}
