import type { StageEvent } from '../../../lib/contract/boot.ts';
import type { Chapter, PortReplay } from '../../../lib/contract/replay.ts';
import type { Step } from './steps.ts';

interface TimedPort {
  readonly port: number;
  readonly timing: PortReplay['timing'];
  readonly steps: readonly Step[];
}

/**
 * Where the stages of a boot begin in its recording. Without recorded times, where their evidence is; a stage without
 * evidence in a port is left out then.
 */
export function chaptersOf(
  stages: readonly StageEvent[],
  began: number,
  ports: readonly TimedPort[],
): Chapter[] {
  const isTimed = ports.some(({ timing }) => timing !== 'none');
  const chapters = stages.flatMap(({ stage, startedAt, evidence }) => {
    if (isTimed) return [{ stage, at: Math.max(0, Date.parse(startedAt) - began) }];
    const steps = ports.find(({ port }) => port === evidence?.port)?.steps;
    const step = steps?.find(({ to }) => to > (evidence?.offset ?? 0));
    return step === undefined ? [] : [{ stage, at: step.at }];
  });
  return chapters.sort((one, other) => one.at - other.at);
}
