import type { Node } from '../../../lib/contract/node.ts';
import type { Scaled, ScalePlan, ScaleRequest } from '../../../lib/contract/run-scale.ts';
import type { CancelRunRequest, Retried } from '../../../lib/contract/run-control.ts';
import type { Run } from '../../../lib/contract/run.ts';
import type { Actor } from '../access/actor.ts';

export interface RunsSection {
  list(): Promise<Run[]>;
  get(id: string): Promise<Run>;
  /** Includes deleted nodes. */
  nodes(id: string): Promise<Node[]>;
}

export interface ScalingSection {
  /** What would be done so that a run has so many nodes; changes nothing. */
  plan(run: string, count: number): Promise<ScalePlan>;
  /** Throws `conflict` unless exactly the nodes that the plan lists are to be deleted. */
  scale(run: string, request: ScaleRequest, actor: Actor): Promise<Scaled>;
}

export interface RunControlSection {
  /** No further node begins to boot. Throws `conflict` unless it is under way. */
  pause(run: string, actor: Actor): Promise<Run>;
  resumeRun(run: string, actor: Actor): Promise<Run>;
  /** Its nodes that are not ready are powered off, or deleted. Throws `conflict` if there is none. */
  cancel(run: string, request: CancelRunRequest, actor: Actor): Promise<Run>;
  /** Only its failed nodes. Throws `conflict` if there is none. */
  retry(run: string, actor: Actor): Promise<Retried>;
}
