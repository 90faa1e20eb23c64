import type { Node } from '../../lib/contract/node.ts';
import { isOnWall } from '../../lib/report/wall-order.ts';

/** The nodes that a presenter goes through: those of the run that is shown, or all that are on; in the order of names. */
export function presentedNodes(nodes: readonly Node[], shown: Node | undefined): readonly Node[] {
  return nodes
    .filter(
      (node) =>
        node.id === shown?.id || (isOnWall(node) && (shown === undefined || node.runId === shown.runId)),
    )
    .toSorted((one, other) => one.name.localeCompare(other.name, 'en', { numeric: true }));
}

/** The one after, or before, that is `by` away; around the end to the beginning. */
export function neighbour(nodes: readonly Node[], shown: Node | undefined, by: 1 | -1): Node | undefined {
  const at = nodes.findIndex(({ id }) => id === shown?.id);
  if (at === -1) return by === 1 ? nodes[0] : nodes.at(-1);
  return nodes[(at + by + nodes.length) % nodes.length];
}
