import { type Node } from '../contract/node.ts';

type Placed = Pick<Node, 'networkKind' | 'network' | 'pool'>;

/** Where a node's network card and disk are, as pairs of a name and a value. */
export function placementFacts({ networkKind, network, pool }: Placed): (readonly [string, string])[] {
  const where = networkKind === 'bridge' ? `bridge ${network}` : network;
  return [['Network', where], ...(pool === null ? [] : [['Storage pool', pool] as const])];
}
