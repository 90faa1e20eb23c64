import type { HypervisorHost } from '../../hypervisor/api.ts';
import { hostUri } from '../../hypervisor/index.ts';
import type { BootFacts, OrchestratorAdapter } from '../../orchestrator/api.ts';

/** Where nodes of the built-in simulator on another machine reach it; null for all other nodes. */
export function simulatorAddressFor(
  { status: { uri, settings } }: Pick<HypervisorHost, 'status'>,
  { orchestrator }: Pick<OrchestratorAdapter, 'orchestrator'>,
): string | null {
  return orchestrator.kind === 'simulator' && hostUri(uri).machine !== null
    ? settings.simulatorAddress
    : null;
}

/** What nodes on this host need to boot from it. The gateway of their network is the simulator only on its own machine. */
export async function bootFactsOn(
  host: Pick<HypervisorHost, 'status'>,
  orchestrator: Pick<OrchestratorAdapter, 'orchestrator' | 'bootFacts'>,
): Promise<BootFacts> {
  const facts = await orchestrator.bootFacts();
  const own = simulatorAddressFor(host, orchestrator);
  if (own === null) return facts;
  const hosts = facts.hosts.map(({ address, names }) => ({
    address: address === 'gateway' ? own : address,
    names,
  }));
  return { ...facts, hosts, subnet: null };
}
