import type { CancelRunRequest, Retried } from '../../../lib/contract/run-control.ts';
import type { Run } from '../../../lib/contract/run.ts';
import type { Actor } from '../access/actor.ts';

export interface RunControlSection {
  /** No further node begins to boot. Throws `conflict` unless it is under way. */
  pause(run: string, actor: Actor): Promise<Run>;
  resumeRun(run: string, actor: Actor): Promise<Run>;
  /** Its nodes that are not ready are powered off, or deleted. Throws `conflict` if there is none. */
  cancel(run: string, request: CancelRunRequest, actor: Actor): Promise<Run>;
  /** Only its failed nodes. Throws `conflict` if there is none. */
  retry(run: string, actor: Actor): Promise<Retried>;
}
