import type { NetworkChange } from '../contract/network-change.ts';
import type { Node } from '../contract/node.ts';
import type { NodeNetwork } from '../contract/node-network.ts';

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

type Change = Pick<
  NetworkChange,
  'network' | 'change' | 'orchestrator' | 'applied' | 'missing' | 'done' | 'restart' | 'running'
>;

/** What a change of a network's boot options means, as sentences. */
export function changeFacts({ network, change, orchestrator, applied, ...plan }: Change): string[] {
  const { missing, done, restart, running } = plan;
  const facts = [
    applied === null
      ? `The console has added nothing to ${network}.`
      : `The console has added the boot options of ${applied} to ${network}.`,
  ];
  if (missing.length > 0) facts.push(`Of these, somebody else has taken away: ${missing.join('; ')}.`);
  if (done) {
    facts.push(
      change === 'apply'
        ? `It has all that nodes of ${orchestrator ?? ''} need.`
        : 'There is nothing to take back.',
    );
    return facts;
  }
  if (!restart) return [...facts, 'The network is not active or is told nothing new: no restart is needed.'];
  const who =
    running.length === 0
      ? 'Nothing runs in it.'
      : `That interrupts the link of ${running.join(', ')} for a moment; the console connects them again, and they keep their addresses.`;
  return [...facts, `The network has to be restarted: its DHCP server reads its options only then. ${who}`];
}
