import type { NodeRow } from '../../db/api.ts';
import type { DomainFacts, HypervisorHost, NodeMetadata } from '../../hypervisor/api.ts';
import { networkName } from '../../hypervisor/index.ts';
import { asConsoleError, type Context } from '../context.ts';
import type { Boots } from '../boots/boots.ts';
import type { NodeRegistry } from '../nodes/registry.ts';
import { KeyedMutex } from '../../locks/keyed-mutex.ts';

/** Adopts domains that carry this console's metadata but are missing in its database, which is new or outdated. */
export class Adoption {
  readonly #context: Context;
  readonly #registry: NodeRegistry;
  readonly #boots: Pick<Boots, 'recall'>;
  readonly #mutex = new KeyedMutex();

  constructor(context: Context, registry: NodeRegistry, boots: Pick<Boots, 'recall'>) {
    this.#context = context;
    this.#registry = registry;
    this.#boots = boots;
  }

  /** Null if nothing is left to do, else why the domain cannot be adopted; other domains are not affected. */
  async consider(host: HypervisorHost, facts: DomainFacts): Promise<string | null> {
    const { uuid, name, metadata } = facts;
    if (metadata?.installation !== this.#context.installation) return null;
    try {
      await this.#mutex.run(uuid, () => this.#adopt(host, facts, metadata));
      return null;
    } catch (error) {
      const about = { host: host.name, domain: name, uuid, node: metadata.nodeId };
      this.#context.logger.warn({ ...about, err: error }, 'a node could not be adopted');
      return `${name}: ${asConsoleError(error).message}`;
    }
  }

  async #adopt(
    host: HypervisorHost,
    { uuid, name }: DomainFacts,
    { nodeId, ...metadata }: NodeMetadata,
  ): Promise<void> {
    const { database, logger, now } = this.#context;
    if (this.#registry.find(nodeId) !== undefined) return;
    const stored = await database.nodes.get(nodeId);
    if (stored !== null) {
      if (await this.#wasForgotten(stored)) await this.#recall({ ...stored, host: host.name, name });
      return;
    }
    const { accelerationChoice: acceleration, ...origin } = metadata;
    const { pool, note, labels, files } = origin;
    const { runId, template, orchestrator, flow, bootSource, createdAt, createdBy } = origin;
    const hardware = await host.domains.hardware(uuid);
    // Without a libvirt network it is assigned to its orchestrator's network, for which it was created.
    const network =
      hardware.network === ''
        ? networkName(this.#context.installation, orchestrator ?? 'none')
        : hardware.network;
    const { attachment, ...size } = hardware;
    const isOwn = network === networkName(this.#context.installation, orchestrator ?? 'none');
    const networkKind = attachment === 'bridge' ? 'bridge' : isOwn ? 'own' : 'network';
    const row: NodeRow = {
      ...{ ...size, network, networkKind, pool, machine: { ...hardware.machine, acceleration } },
      ...{ id: nodeId, name, uuid, host: host.name },
      // Versions are counted by each database for itself.
      registration: null,
      ...{ template, templateVersion: null, orchestrator, flow, bootSource, runId, createdAt, createdBy },
      seedPassword: null,
      ...{ note, labels, files },
      ...{ stage: 'defined', failure: null, progress: null, address: null, readyAt: null, deletedAt: null },
    };
    const run = { id: runId, template, templateVersion: null, orchestrator, createdAt, createdBy };
    await database.nodes.adopt({ ...run, request: null, placement: [], control: null, endedAt: null }, row);
    this.#registry.add(row, 'no state');
    await this.#boots.recall(row.id);
    logger.info({ node: row.id, name, at: now() }, 'adopted a node that was missing in the database');
  }

  /** It went with its host, which is here again: neither deleted by anybody nor left of a create that failed. */
  async #wasForgotten({ id, deletedAt }: NodeRow): Promise<boolean> {
    if (deletedAt === null) return false;
    const operations = await this.#context.database.operations.ofNode(id);
    return operations.every(
      ({ kind, state }) => kind !== 'delete' && (kind !== 'create' || state === 'succeeded'),
    );
  }

  async #recall(row: NodeRow): Promise<void> {
    const { database, logger } = this.#context;
    const { id, host, name } = row;
    await database.nodes.update(id, { host, name, deletedAt: null });
    this.#registry.add({ ...row, deletedAt: null }, 'no state');
    await this.#boots.recall(id);
    logger.info({ node: id, name, host }, 'a node is back with its host');
  }
}
