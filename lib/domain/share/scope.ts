import type { Change } from '../../contract/live.ts';
import type { Node } from '../../contract/node.ts';
import type { ShareScope } from '../../contract/share.ts';
import { fitsWall } from '../../report/wall-filter.ts';

/** A link, as far as it decides what its guests see. */
export interface Shared {
  readonly scope: ShareScope;
  readonly hideIdentifiers: boolean;
  readonly downloads: boolean;
}

type NodeKey = Pick<
  Node,
  'id' | 'runId' | 'host' | 'labels' | 'template' | 'orchestrator' | 'stage' | 'state'
>;

export function showsNode({ scope }: Pick<Shared, 'scope'>, node: NodeKey): boolean {
  const { id, runId } = node;
  switch (scope.kind) {
    case 'nodes':
      return Object.hasOwn(scope.boots, id);
    case 'run':
      return scope.run === runId;
    case 'recording':
      return scope.node === id;
    case 'wall':
      return fitsWall(node, scope.filter);
  }
}

export const showsRun = ({ scope }: Pick<Shared, 'scope'>, runId: string): boolean =>
  scope.kind === 'run' && scope.run === runId;

/** Of a node that is shown. Earlier boots than the one at the time of sharing were not shared. */
export function showsBoot({ scope }: Pick<Shared, 'scope'>, nodeId: string, number: number): boolean {
  if (scope.kind === 'recording') return scope.node === nodeId && scope.boot === number;
  return number >= (Object.hasOwn(scope.boots, nodeId) ? (scope.boots[nodeId] ?? 1) : 1);
}

/** Whether its guests may open live consoles: a recording is played, and never leads to the machine. */
export const showsConsoles = ({ scope }: Pick<Shared, 'scope'>): boolean => scope.kind !== 'recording';

/** Everything else that changes is nothing that a link shows. */
export function showsChange(shared: Pick<Shared, 'scope'>, change: Change): boolean {
  if (change.kind === 'node') return showsNode(shared, change.object);
  return change.kind === 'run' && showsRun(shared, change.object.id);
}
