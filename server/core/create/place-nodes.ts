import { ConsoleError } from '../../../lib/contract/error.ts';
import type { CreateRequest } from '../../../lib/contract/node.ts';
import type { NodeNetwork } from '../../../lib/contract/node-network.ts';
import type { Template } from '../../../lib/contract/template.ts';
import type { NodeRow } from '../../db/api.ts';
import type { HypervisorHost, NetworkModel } from '../../hypervisor/api.ts';
import type { OrchestratorAdapter } from '../../orchestrator/api.ts';
import type { Networks } from '../networks/networks.ts';
import { checkDiskPool, checkNetwork } from './placement.ts';
import { bootFactsOn } from '../networks/boot-facts.ts';

interface Asked {
  readonly host: HypervisorHost;
  readonly orchestrator: OrchestratorAdapter;
  readonly request: CreateRequest;
  readonly template: Template;
}

interface Place {
  /** Null unless the console makes it. */
  readonly network: NetworkModel | null;
  readonly columns: Pick<NodeRow, 'network' | 'networkKind' | 'pool'>;
  readonly warnings: readonly string[];
}

/** Which network and pool the nodes get, or what prevents it. */
export async function placeNodes(networks: Networks, asked: Asked): Promise<Place> {
  const { host, orchestrator, request, template } = asked;
  const wish = request.network ?? template.network;
  const pool = request.pool === undefined ? template.pool : request.pool;
  if (wish.kind === 'own' && wish.subnet === null && pool === null) {
    const network = await networks.modelFor(host, orchestrator);
    return { network, columns: { network: network.name, networkKind: 'own', pool }, warnings: [] };
  }
  const [resources, facts] = await Promise.all([host.resources(), bootFactsOn(host, orchestrator)]);
  const warnings = checkNetwork(wish, resources, facts);
  if (pool !== null) {
    const size = { diskGiB: request.diskGiB ?? template.diskGiB, count: request.count };
    warnings.push(...checkDiskPool(pool, resources.pools, size));
  }
  const network = wish.kind === 'own' ? await ownNetwork(networks, asked, wish) : null;
  const name = wish.kind === 'own' ? (network?.name ?? '') : wish.name;
  return { network, columns: { network: name, networkKind: wish.kind, pool }, warnings };
}

async function ownNetwork(
  networks: Networks,
  { host, orchestrator }: Asked,
  { subnet }: Extract<NodeNetwork, { kind: 'own' }>,
): Promise<NetworkModel> {
  if (subnet === null) return networks.modelFor(host, orchestrator);
  const wanted = subnet.split('.').slice(0, 3).join('.');
  const name = networks.nameFor(orchestrator.name);
  const present = await host.networks.subnet(name);
  if (present !== null && present !== wanted) {
    throw refused(`The nodes of "${orchestrator.name}" on ${host.name} are in ${present}.0/24 already.`, {
      fix: 'Leave the subnet out, or delete those nodes first: one network serves all of them.',
    });
  }
  const clash = await host.networks.subnetProblem(name, wanted);
  if (clash !== null)
    throw refused(`${subnet} overlaps ${clash}.`, { fix: 'Choose another subnet, or leave it out.' });
  return networks.prefer(host, orchestrator, wanted);
}

function refused(message: string, { fix }: { readonly fix: string }): ConsoleError {
  return new ConsoleError('invalid', message, { fix, errors: [{ field: 'network', message }] });
}
