import type { Capacity } from '../../../lib/contract/host.ts';
import { capacityFor, type NodeSize, type Pending } from '../../../lib/domain/capacity.ts';
import { isOn } from '../../../lib/domain/power.ts';
import type { HypervisorHost } from '../../hypervisor/api.ts';
import type { NodeRecord, NodeRegistry } from '../nodes/registry.ts';

/** Addresses that DHCP gives in a network that the console makes: .10 to .250. */
const ADDRESSES = 241;

/** What the numbers of a host do not show yet: its nodes that are being created or switched on. */
export class Rooms {
  readonly #registry: Pick<NodeRegistry, 'all'>;

  constructor(registry: Pick<NodeRegistry, 'all'>) {
    this.#registry = registry;
  }

  /**
   * How many more nodes of this size fit on a host. `network` is the one that the console makes for them; null for
   * another one, whose addresses are not its own to give.
   */
  on(host: HypervisorHost, template: string, size: NodeSize, network: string | null): Capacity {
    const here = this.#registry.all().filter(({ row }) => row.host === host.name && row.deletedAt === null);
    const used = here.filter(({ row }) => row.networkKind === 'own' && row.network === network).length;
    const pending = pendingOf(here, host.counted);
    const addresses = network === null ? null : ADDRESSES - used;
    return capacityFor(host.status, template, size, { pending, addresses });
  }
}

/** `counted` are those that the host's numbers include. */
function pendingOf(nodes: readonly NodeRecord[], counted: HypervisorHost['counted']): Pending {
  const disks = new Map<string | null, number>();
  let [vcpus, memoryMiB] = [0, 0];
  for (const { row, state, operation } of nodes) {
    // Not made yet, or made a moment ago.
    if (!counted.disks.has(row.uuid)) disks.set(row.pool, (disks.get(row.pool) ?? 0) + row.diskGiB);
    if (counted.running.has(row.uuid) || (!isOn(state) && operation?.endedAt !== null)) continue;
    vcpus += row.vcpus;
    memoryMiB += row.memoryMiB;
  }
  return { vcpus, memoryMiB, disks };
}
