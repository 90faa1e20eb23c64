import type { Orchestrator } from '../contract/orchestrator.ts';

type Kind = Pick<Orchestrator, 'kind'>;

/** Whether a node could boot from it, whatever its state is now. */
export const bootsNodes = ({ kind }: Kind): boolean => kind !== 'none';

/**
 * The orchestrator of nodes for which none was named: the first one that boots nodes. Nodes that boot locally take one that
 * onboards nothing, if there is one.
 */
export function defaultOrchestrator<T extends Kind>(all: readonly T[], bootsLocally: boolean): T | undefined {
  const none = bootsLocally ? all.find(({ kind }) => kind === 'none') : undefined;
  return none ?? all.find(bootsNodes) ?? all[0];
}
