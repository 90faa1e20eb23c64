import type { ReadyRule } from '../../contract/ready-rule.ts';
import { type Stage, STAGES, stageIndex } from '../stages.ts';
import type { BootProgress } from './boot-progress.ts';
import { type Cause, enter } from './stage-events.ts';

/** Whether a rule of the node's own decides when it is ready. */
export const isRuled = ({ options }: BootProgress): boolean => options.ready != null;

/** The rule is met. A boot that was given up before is taken up again: it has only taken longer. */
export const readyByRule = (boot: BootProgress, cause: Cause): BootProgress =>
  !isRuled(boot) || boot.over || boot.stage === 'ready' ? boot : enter(boot, 'ready', cause);

/** Ready as soon as the stage of its rule is reached. */
export function atReadyStage(boot: BootProgress, at: string): BootProgress {
  const { ready } = boot.options;
  if (ready?.kind !== 'stage' || boot.ending !== null || stageIndex(boot.stage) < stageIndex(ready.stage))
    return boot;
  const { basis = 'observed', evidence = null } = boot.stages.at(-1) ?? {};
  return readyByRule(boot, { at, basis, evidence, progress: null });
}

/**
 * Time limits of the stages in which the console may hear nothing of a node that is ready by a rule of its own: from the
 * boot program on, what runs is unknown.
 */
export function timeoutsOf(rule: ReadyRule | null): Partial<Record<Stage, number>> {
  if (rule === null) return {};
  const unknown = STAGES.filter((stage) => stageIndex(stage) >= stageIndex('http-boot') && stage !== 'ready');
  return Object.fromEntries(unknown.map((stage) => [stage, rule.seconds]));
}
