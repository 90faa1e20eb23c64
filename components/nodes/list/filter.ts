import { isFailed, stageTitle } from '../../../lib/domain/stages.ts';
import { type Node } from '../../../lib/contract/node.ts';

/** Whether every word of the filter is somewhere in what a row shows. */
export function matches(node: Node, filter: string): boolean {
  const text = [
    node.name,
    node.serial,
    node.uuid,
    node.mac,
    node.host,
    node.template,
    node.state,
    stageTitle(node.stage),
    node.address ?? '',
    node.orchestrator ?? '',
    node.orchestratorView?.os ?? '',
    node.orchestratorView?.hostId ?? '',
    node.orchestratorView?.instanceId ?? '',
  ]
    .join(' ')
    .toLowerCase();
  return filter
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** What needs attention first, then what is booting, then the rest; the newest of each first. */
export function ordered(nodes: readonly Node[]): readonly Node[] {
  const rank = (node: Node): number => {
    if (isFailed(node.stage) || node.state === 'crashed') return 0;
    if (node.state === 'running' && node.stage !== 'ready') return 1;
    return 2;
  };
  return nodes.toSorted(
    (one, other) =>
      rank(one) - rank(other) ||
      other.createdAt.localeCompare(one.createdAt) ||
      one.name.localeCompare(other.name, 'en', { numeric: true }),
  );
}
