import { type NodeRow } from '../../db/api.ts';
import { type DomainFacts, type HypervisorHost, type NodeMetadata } from '../../hypervisor/api.ts';
import { type Context } from '../context.ts';
import { type NodeBook } from '../nodes/book.ts';
import { Turns } from '../turns.ts';

/** Takes nodes back that carry our metadata and that this database does not know: it is new, or older than they. */
export class Adoption {
  readonly #context: Context;
  readonly #book: NodeBook;
  readonly #turns = new Turns();

  constructor(context: Context, book: NodeBook) {
    this.#context = context;
    this.#book = book;
  }

  /** Whether nothing is left to be done. One that cannot be taken back is said, and is in nobody's way. */
  async consider(host: HypervisorHost, facts: DomainFacts): Promise<boolean> {
    const { uuid, name, metadata } = facts;
    if (metadata?.installation !== this.#context.installation) return true;
    try {
      await this.#turns.take(uuid, () => this.#take(host, facts, metadata));
      return true;
    } catch (error) {
      const about = { host: host.name, domain: name, uuid, node: metadata.nodeId };
      this.#context.logger.warn({ ...about, err: error }, 'a node could not be taken back');
      return false;
    }
  }

  async #take(
    host: HypervisorHost,
    { uuid, name }: DomainFacts,
    { nodeId, ...metadata }: NodeMetadata,
  ): Promise<void> {
    const { database, logger, now } = this.#context;
    const known = this.#book.find(nodeId) ?? (await database.nodes.get(nodeId));
    if (known !== null) return;
    const { runId, template, orchestrator, flow, bootMethod, createdAt, createdBy } = metadata;
    const row: NodeRow = {
      ...(await host.hardware(uuid)),
      ...{ id: nodeId, name, uuid, host: host.name },
      ...{ template, orchestrator, flow, bootMethod, runId, createdAt, createdBy },
      ...{ stage: 'defined', failure: null, progress: null, address: null, readyAt: null, deletedAt: null },
    };
    await database.nodes.adopt({ id: runId, template, orchestrator, createdAt, createdBy }, row);
    this.#book.open(row, 'no state');
    logger.info({ node: row.id, name, at: now() }, 'took back a node that the database did not know');
  }
}
