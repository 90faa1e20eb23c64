import { ConsoleError } from '../../../lib/contract/error.ts';
import type {
  NetworkChange,
  NetworkChanged,
  NetworkChangeQuery,
  NetworkChangeRequest,
} from '../../../lib/contract/network-change.ts';
import { lineDiff } from '../../../lib/domain/line-diff.ts';
import { requirePermission } from '../../../lib/domain/permission.ts';
import { KeyedMutex } from '../../locks/keyed-mutex.ts';
import type { HypervisorHost, WantedOptions } from '../../hypervisor/api.ts';
import type { Actor } from '../api.ts';
import { type Context, hostNamed, orchestratorNamed } from '../context.ts';
import type { NodeRegistry } from '../nodes/registry.ts';
import { bootFactsOn } from './boot-facts.ts';

/**
 * The DHCP options of nodes in libvirt networks that somebody else made. What was added is recorded in the network's own
 * definition, together with the options or not at all.
 */
export class BootOptions {
  readonly #context: Pick<Context, 'database' | 'hosts' | 'orchestrators' | 'logger'>;
  readonly #registry: NodeRegistry;
  readonly #mutex = new KeyedMutex();

  constructor(
    context: Pick<Context, 'database' | 'hosts' | 'orchestrators' | 'logger'>,
    registry: NodeRegistry,
  ) {
    this.#context = context;
    this.#registry = registry;
  }

  /** Finishes the restarts that an earlier process of the server began. */
  follow(host: HypervisorHost): () => void {
    const finish = () => void this.#mutex.run(host.name, () => this.#finishRestart(host));
    if (host.status.state === 'connected') finish();
    return host.onConnected(finish);
  }

  async close(): Promise<void> {
    await this.#mutex.idle();
  }

  async plan(hostName: string, network: string, query: NetworkChangeQuery): Promise<NetworkChange> {
    const host = hostNamed(this.#context, hostName);
    const wanted = await this.#wanted(host, network, query);
    const { before, after, applied, missing, restart, running, hash } = await host.networks.planOptions(
      network,
      wanted,
    );
    return {
      ...{ host: hostName, network, change: query.change, applied, hash, restart },
      ...{ missing: [...missing], running: [...running] },
      orchestrator: wanted?.orchestrator ?? applied,
      diff: lineDiff(before, after),
      done: before === after && !restart,
      warnings: this.#warnings(hostName, network, { applied, wanted }),
    };
  }

  /** Rejects with `conflict` unless the network would still be changed as the plan of this hash says. */
  async change(
    hostName: string,
    network: string,
    request: NetworkChangeRequest,
    actor: Actor,
  ): Promise<NetworkChanged> {
    requirePermission(actor, 'networks.write');
    const host = hostNamed(this.#context, hostName);
    const { hash, restart } = request;
    return this.#mutex.run(host.name, async () => {
      const wanted = await this.#wanted(host, network, request);
      if (restart) await this.#restarting(host.name, network);
      try {
        const disconnected = await host.networks.changeOptions(network, wanted, { hash, restart });
        return { disconnected: [...disconnected] };
      } finally {
        // Without a connection to the host, it is not known how far it came.
        if (host.status.state === 'connected') await this.#restarting(host.name, '');
      }
    });
  }

  /** Null to take back what the console has added. */
  async #wanted(
    host: HypervisorHost,
    network: string,
    { change, orchestrator }: NetworkChangeQuery,
  ): Promise<WantedOptions | null> {
    const found = (await host.resources()).networks.find(({ name }) => name === network);
    if (found?.own === true) {
      throw new ConsoleError('conflict', `"${network}" is a network that the console makes by itself.`, {
        fix: 'It has its options already; the check before power-on repairs it.',
      });
    }
    if (change === 'remove') return null;
    if (orchestrator === undefined) {
      throw new ConsoleError('invalid', 'Whose options the network is to have is missing.', {
        ...{
          fix: 'Name an orchestrator.',
          errors: [{ field: 'orchestrator', message: 'name an orchestrator' }],
        },
      });
    }
    const adapter = orchestratorNamed(this.#context, orchestrator);
    const { bootProgramUrl, bootScriptUrl, hosts, subnet } = await bootFactsOn(host, adapter);
    if (bootProgramUrl === null || subnet !== null) {
      throw new ConsoleError(
        'conflict',
        bootProgramUrl === null
          ? `"${orchestrator}" boots nothing over the network.`
          : `Nodes reach "${orchestrator}" only in the network that the console makes for it.`,
        { fix: 'Choose another orchestrator.' },
      );
    }
    return { orchestrator, bootProgramUrl, bootScriptUrl, hosts };
  }

  #warnings(
    host: string,
    network: string,
    { applied, wanted }: { readonly applied: string | null; readonly wanted: WantedOptions | null },
  ): string[] {
    const others = this.#registry
      .all()
      .filter(({ row }) => row.host === host && row.networkKind === 'network' && row.network === network)
      .filter(
        ({ row }) => applied !== null && row.orchestrator === applied && applied !== wanted?.orchestrator,
      )
      .map(({ row }) => row.name);
    if (others.length === 0) return [];
    return [`${others.join(', ')} will not boot from ${applied ?? ''} any more.`];
  }

  /** Kept until it is done: a network that stayed stopped would be somebody else's loss. */
  #restarting(host: string, network: string): Promise<void> {
    return this.#context.database.settings.set(keyOf(host), network);
  }

  async #finishRestart(host: HypervisorHost): Promise<void> {
    const network = await this.#context.database.settings.get(keyOf(host.name));
    if (network === null || network === '') return;
    try {
      const disconnected = await host.networks.finishRestart(network);
      await this.#restarting(host.name, '');
      this.#context.logger.warn(
        { host: host.name, network, disconnected },
        'finished the restart of a network',
      );
    } catch (error) {
      // The next connection tries again.
      this.#context.logger.error(
        { err: error, host: host.name, network },
        'a network could not be restarted',
      );
    }
  }
}

const keyOf = (host: string): string => `network restart ${host}`;
