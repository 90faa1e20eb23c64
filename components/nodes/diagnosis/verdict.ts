import type { Boot, Failure } from '../../../lib/contract/boot.ts';
import type { Diagnosis, DiagnosisAction, Observation } from '../../../lib/contract/diagnosis.ts';
import type { Orchestrator } from '../../../lib/contract/orchestrator.ts';
import { slowAfter, stageTime } from '../../../lib/domain/diagnosis/slowness.ts';
import type { Stage } from '../../../lib/domain/stages.ts';
import { hostPath } from '../../ui/paths.ts';
import { editPath } from '../../orchestrators/kinds.ts';

/** A boot as far as a verdict depends on it. */
export type Course = Pick<Boot, 'number' | 'stages' | 'failure'>;

const stageOf = ({ stages, failure }: Course): string =>
  failure?.stage ?? stages.at(-1)?.stage ?? 'powered-on';

/** Whether a verdict is about the present state of the boot: it may be of an earlier stage, or from before it failed. */
export function isAbout(diagnosis: Diagnosis | null, course: Course): diagnosis is Diagnosis {
  if (diagnosis === null || diagnosis.boot !== course.number || diagnosis.stage !== stageOf(course))
    return false;
  const endedAt = course.failure === null ? null : (course.stages.at(-1)?.endedAt ?? null);
  return endedAt === null || diagnosis.at >= endedAt;
}

/** Whether the present stage takes much longer than usual, as the server decides it. */
export function isSlow({ stages, failure }: Course, usual: ReadonlyMap<Stage, number>, now: number): boolean {
  const stage = stages.at(-1)?.stage;
  const took = stageTime(stages, new Date(now).toISOString());
  if (failure !== null || stage === undefined || stage === 'ready' || took === null) return false;
  return took > slowAfter(stage, usual.get(stage));
}

/** Slow is no failure, and neither is a boot that goes on or has become ready. */
const NOTICES: ReadonlySet<Diagnosis['cause']> = new Set(['slow', 'under-way', 'became-ready']);
export const isNotice = ({ cause }: Diagnosis): boolean => NOTICES.has(cause);

/** What failed, as it was reported at once; null where the verdict says it already. */
export function reportedBeside(failure: Failure | null, { title, evidence }: Diagnosis): string | null {
  if (failure === null) return null;
  const isSaid = [title, ...evidence.map(({ text }) => text)].some((text) => text.includes(failure.cause));
  return isSaid ? null : failure.cause;
}

/** `9 fine, 1 problem, 2 could not be checked`. */
export function checkedWords(observations: readonly Observation[]): string {
  const count = (outcome: Observation['outcome']): number =>
    observations.filter((one) => one.outcome === outcome).length;
  const [fine, problems, unchecked] = [count('fine'), count('problem'), count('unchecked')];
  return [
    fine > 0 && `${fine} fine`,
    problems > 0 && `${problems} ${problems === 1 ? 'problem' : 'problems'}`,
    unchecked > 0 && `${unchecked} could not be checked`,
  ]
    .filter((words) => words !== false)
    .join(', ');
}

export interface Place {
  readonly words: string;
  readonly path: string;
}

export interface Known {
  readonly hosts: readonly { readonly name: string }[];
  readonly orchestrators: readonly Pick<Orchestrator, 'name' | 'kind'>[];
  readonly mayEditOrchestrators: boolean;
}

/** The page on which it can be put right; null: none, or it is gone. */
export function placeOf(action: DiagnosisAction | null, known: Known): Place | null {
  if (action?.kind === 'host') {
    const isThere = known.hosts.some(({ name }) => name === action.name);
    return isThere ? { words: `Open host ${action.name}`, path: hostPath(action.name) } : null;
  }
  if (action?.kind !== 'orchestrator') return null;
  const found = known.orchestrators.find(({ name }) => name === action.name);
  if (found === undefined) return null;
  return found.kind !== 'simulator' && known.mayEditOrchestrators
    ? { words: 'Orchestrator settings', path: editPath(found.name) }
    : { words: 'Open orchestrators', path: '/orchestrators' };
}
