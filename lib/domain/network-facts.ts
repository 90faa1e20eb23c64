import { type Node } from '../contract/node.ts';
import { type NodeNetwork } from '../contract/node-network.ts';

type Placed = Pick<Node, 'networkKind' | 'network' | 'pool'>;

/** Where a node's network card and disk are, as pairs of a name and a value. */
export function placementFacts({ networkKind, network, pool }: Placed): (readonly [string, string])[] {
  const where = networkKind === 'bridge' ? `bridge ${network}` : network;
  return [['Network', where], ...(pool === null ? [] : [['Storage pool', pool] as const])];
}

/** Where a template wants the network cards and disks of its nodes. */
export function wishedPlacementFacts(
  network: NodeNetwork,
  pool: string | null,
): (readonly [string, string])[] {
  const where =
    network.kind === 'own'
      ? `one that the console makes${network.subnet === null ? '' : `, ${network.subnet}`}`
      : `${network.kind} ${network.name}`;
  return [['Network', where], ...(pool === null ? [] : [['Storage pool', pool] as const])];
}
