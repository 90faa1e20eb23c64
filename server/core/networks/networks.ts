import type { HypervisorHost, NetworkModel } from '../../hypervisor/api.ts';
import { networkName } from '../../hypervisor/index.ts';
import type { BootFacts, OrchestratorAdapter } from '../../orchestrator/api.ts';
import type { Context } from '../context.ts';
import { bootFactsOn } from './boot-facts.ts';
import { KeyedMutex } from '../../locks/keyed-mutex.ts';

/** Attempts to find a subnet that nobody else takes meanwhile; more failures have another cause. */
const ATTEMPTS = 4;

/**
 * One network for all nodes of an orchestrator on a host, because its boot configuration depends only on the
 * orchestrator. Its subnet is stored, so that a network that was removed with its last node is recreated with the same
 * addresses.
 */
export class Networks {
  readonly #context: Pick<Context, 'database' | 'installation'>;
  readonly #mutex = new KeyedMutex();
  /** Subnets of existing networks, by host and name. */
  readonly #present = new Map<string, string>();
  /** As last asked for; without effect while the network exists. */
  readonly #preferred = new Map<string, string>();

  constructor(context: Pick<Context, 'database' | 'installation'>) {
    this.#context = context;
  }

  nameFor(orchestrator: string): string {
    return networkName(this.#context.installation, orchestrator);
  }

  /** The existing network, or the one that would be created. */
  async modelFor(host: HypervisorHost, orchestrator: OrchestratorAdapter): Promise<NetworkModel> {
    const facts = await bootFactsOn(host, orchestrator);
    const name = this.nameFor(orchestrator.name);
    const key = keyOf(host.name, name);
    const subnet =
      facts.subnet ?? (await this.#mutex.run(host.name, () => this.#presentSubnet(host, name, key)));
    return networkModel(name, this.#context.installation, subnet, facts);
  }

  /** The network as it would be on this subnet, which it gets when it is created. */
  async prefer(
    host: HypervisorHost,
    orchestrator: OrchestratorAdapter,
    subnet: string,
  ): Promise<NetworkModel> {
    const name = this.nameFor(orchestrator.name);
    this.#preferred.set(keyOf(host.name, name), subnet);
    return networkModel(name, this.#context.installation, subnet, await bootFactsOn(host, orchestrator));
  }

  /**
   * Nobody reserves a subnet, so another may have taken it since it was looked for, or long ago: as long as another
   * look finds another one that is free, that one is tried.
   */
  async ensure(host: HypervisorHost, orchestrator: OrchestratorAdapter): Promise<void> {
    const facts = await bootFactsOn(host, orchestrator);
    const name = this.nameFor(orchestrator.name);
    const key = keyOf(host.name, name);
    if (this.#preferred.has(key)) this.#present.delete(key);
    const make = (subnet: string) =>
      host.networks.ensure(networkModel(name, this.#context.installation, subnet, facts));
    if (facts.subnet !== null) return make(facts.subnet);
    return this.#mutex.run(host.name, async () => {
      let subnet = await this.#presentSubnet(host, name, key);
      for (let attempt = 1; ; attempt++) {
        try {
          await make(subnet);
          return;
        } catch (error) {
          this.#present.delete(key);
          const other = await this.#presentSubnet(host, name, key);
          if (other === subnet || attempt === ATTEMPTS) throw error;
          subnet = other;
        }
      }
    });
  }

  /** The network is gone; its subnet may be taken by others. */
  removed(host: string, name: string): void {
    this.#present.delete(keyOf(host, name));
  }

  async #presentSubnet(host: HypervisorHost, name: string, key: string): Promise<string> {
    const subnet = this.#present.get(key) ?? (await this.#chooseSubnet(host, name));
    this.#present.set(key, subnet);
    return subnet;
  }

  async #chooseSubnet(host: HypervisorHost, name: string): Promise<string> {
    const { networks } = this.#context.database;
    const known = this.#preferred.get(keyOf(host.name, name)) ?? (await networks.subnet(host.name, name));
    // The network itself is authoritative: the database may be another one, and nodes are running there.
    const subnet = (await host.networks.subnet(name)) ?? (await host.networks.freeSubnet(known ?? undefined));
    if (subnet !== (await networks.subnet(host.name, name)))
      await networks.saveSubnet(host.name, name, subnet);
    return subnet;
  }
}

const keyOf = (host: string, name: string): string => `${host} ${name}`;

function networkModel(name: string, installation: string, subnet: string, facts: BootFacts): NetworkModel {
  const { bootProgramUrl, bootScriptUrl, hosts } = facts;
  const names = hosts.map(({ address, names }) => ({
    address: address === 'gateway' ? `${subnet}.1` : address,
    names,
  }));
  return { name, installation, subnet, bootProgramUrl, bootScriptUrl, names };
}
