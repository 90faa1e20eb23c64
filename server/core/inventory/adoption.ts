import { type NodeRow } from '../../db/api.ts';
import { type DomainFacts, type HypervisorHost } from '../../hypervisor/api.ts';
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

  async consider(host: HypervisorHost, { uuid, name, metadata }: DomainFacts): Promise<void> {
    if (metadata?.installation !== this.#context.installation) return;
    await this.#turns.take(uuid, async () => {
      const { database, logger, now } = this.#context;
      const known = this.#book.find(metadata.nodeId) ?? (await database.nodes.get(metadata.nodeId));
      if (known !== null) return;
      const { runId, template, orchestrator, flow, bootMethod, createdAt, createdBy } = metadata;
      const row: NodeRow = {
        ...(await host.hardware(uuid)),
        ...{ id: metadata.nodeId, name, uuid, host: host.name },
        ...{ template, orchestrator, flow, bootMethod, runId, createdAt, createdBy },
        ...{ stage: 'defined', failure: null, progress: null, address: null, readyAt: null, deletedAt: null },
      };
      await database.nodes.adopt({ id: runId, template, orchestrator, createdAt, createdBy }, row);
      this.#book.open(row, 'no state');
      logger.info({ node: row.id, name, at: now() }, 'took back a node that the database did not know');
    });
  }
}
