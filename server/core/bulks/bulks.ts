import { randomUUID } from 'node:crypto';
import { type Bulk, type BulkItem, type BulkRequest, bulkRequest } from '../../../lib/contract/bulk.ts';
import { ConsoleError } from '../../../lib/contract/error.ts';
import type { Operation } from '../../../lib/contract/operation.ts';
import { requirePermission } from '../../../lib/domain/permission.ts';
import { hasLabels } from '../../../lib/domain/labels.ts';
import type { BulkRow } from '../../db/api.ts';
import type { Actor, Core } from '../api.ts';
import { asConsoleError, type Context } from '../context.ts';
import type { NodeRecord, NodeRegistry } from '../nodes/registry.ts';
import { noSuchNode } from '../nodes/registry.ts';
import { beginItem, permissionFor } from './begin-item.ts';

/** So many of their operations run on one host at once. */
const AT_ONCE = 8;
/** Milliseconds between two publications of one that changes often. */
const PUBLISH_MS = 200;
const KEPT = 200;
const LISTED = 50;

/** One that has not ended. */
interface Job {
  readonly row: BulkRow;
  readonly request: BulkRequest;
  readonly items: Map<string, BulkItem>;
  publishing: NodeJS.Timeout | null;
}

type Section = Core['bulks'];

/**
 * Actions on several nodes. The ids of their operations are recorded with them, before anything begins: after a crash
 * the operations tell which of the nodes still wait.
 */
export class Bulks implements Section {
  readonly #context: Context;
  readonly #registry: NodeRegistry;
  readonly #nodes: Core['nodes'];
  readonly #jobs = new Map<string, Job>();
  /** Ids of the items that run, by host. */
  readonly #active = new Map<string, Set<string>>();
  readonly #ending = new Set<Promise<void>>();
  /** Nothing begins before it is known what has begun already, nor while the server ends. */
  #isOpen = false;
  #unsubscribe = (): void => undefined;

  constructor(context: Context, registry: NodeRegistry, nodes: Core['nodes']) {
    this.#context = context;
    this.#registry = registry;
    this.#nodes = nodes;
  }

  /** Goes on with those that an earlier process of the server has begun. */
  async resume(): Promise<void> {
    this.#unsubscribe = this.#context.bus.on((change) => {
      if (change.kind === 'operation' && change.object.endedAt !== null) this.#ended(change.object);
    });
    for (const row of await this.#context.database.bulks.unfinished()) {
      const job = this.#open(row);
      for (const item of row.items) {
        const operation = await this.#context.database.operations.get(item.id);
        // Its end may have been reported while it was read.
        if (operation === null || job.items.get(item.id)?.state !== 'waiting') continue;
        this.#become(job, item, 'running');
        this.#activeOn(item.host).add(item.id);
        if (operation.endedAt !== null) this.#ended(operation);
      }
    }
    this.#isOpen = true;
    this.#pump();
  }

  async close(): Promise<void> {
    this.#isOpen = false;
    this.#unsubscribe();
    for (const { publishing } of this.#jobs.values()) if (publishing !== null) clearTimeout(publishing);
    await Promise.all(this.#ending);
  }

  async list(): Promise<Bulk[]> {
    const rows = await this.#context.database.bulks.latest(LISTED);
    return rows.map((row) => this.#bulk(row));
  }

  async get(id: string): Promise<Bulk> {
    return this.#bulk(await this.#row(id));
  }

  async begin(request: BulkRequest, actor: Actor): Promise<Bulk> {
    requirePermission(actor, permissionFor(request.action));
    if (request.action === 'label' && request.add.length + request.remove.length === 0)
      throw new ConsoleError('invalid', 'There is no label to add or to remove.', {
        fix: 'Name labels in "add" or "remove".',
      });
    const row: BulkRow = {
      id: randomUUID(),
      action: request.action,
      request: { ...request },
      items: this.#itemsOf(request),
      by: actor.name,
      recordedAt: this.#context.now(),
      endedAt: null,
    };
    await this.#context.database.bulks.record(row);
    const job = this.#open(row);
    this.#publish(job);
    this.#pump();
    this.#endIfOver(job);
    return this.#bulk(row);
  }

  /** What has begun goes on. */
  async cancel(id: string, actor: Actor): Promise<Bulk> {
    const row = await this.#row(id);
    requirePermission(actor, permissionFor(row.action));
    const job = this.#jobs.get(id);
    if (job === undefined) return this.#bulk(row);
    for (const item of job.items.values()) if (item.state === 'waiting') this.#become(job, item, 'cancelled');
    await this.#context.database.bulks.update(id, { items: [...job.items.values()] });
    this.#endIfOver(job);
    return this.#bulk(row);
  }

  async #row(id: string): Promise<BulkRow> {
    const row = await this.#context.database.bulks.get(id);
    if (row !== null) return row;
    throw new ConsoleError('not-found', `There is no bulk action "${id}".`, { fix: 'See the list of them.' });
  }

  #itemsOf({ nodes, filter }: BulkRequest): BulkItem[] {
    if (nodes === undefined) {
      const { run, host, labels = [] } = filter ?? {};
      const chosen = this.#registry
        .all()
        .filter(
          ({ row }) =>
            (run === undefined || row.runId === run) &&
            (host === undefined || row.host === host) &&
            hasLabels(row.labels, labels),
        );
      return chosen.map(itemOf);
    }
    const found = nodes.map((each) => this.#registry.lookUp(each) ?? each);
    return [...new Set(found)].map((each) => (typeof each === 'string' ? unknownItem(each) : itemOf(each)));
  }

  #open(row: BulkRow): Job {
    const request = bulkRequest.parse(row.request);
    const items = new Map(row.items.map((item) => [item.id, item]));
    const job = { row, request, items, publishing: null };
    this.#jobs.set(row.id, job);
    return job;
  }

  #activeOn(host: string): Set<string> {
    const active = this.#active.get(host) ?? new Set();
    this.#active.set(host, active);
    return active;
  }

  /** Begins what waits, as far as its host has room: the oldest first. */
  #pump(): void {
    if (!this.#isOpen) return;
    for (const job of this.#jobs.values()) {
      for (const item of job.items.values()) {
        const active = this.#activeOn(item.host);
        if (item.state !== 'waiting' || active.size >= AT_ONCE) continue;
        active.add(item.id);
        this.#become(job, item, 'running');
        this.#keep(this.#begin(job, item));
      }
    }
  }

  async #begin({ row, request }: Job, item: BulkItem): Promise<void> {
    try {
      await beginItem(this.#nodes, request, item, row.by);
    } catch (error) {
      const { code, message, fix } = asConsoleError(error);
      this.#finish(item.id, 'refused', { code, message, fix });
    }
  }

  #ended({ id, state, error }: Pick<Operation, 'id' | 'state' | 'error'>): void {
    this.#finish(id, state === 'succeeded' ? 'succeeded' : 'failed', error);
  }

  /** Does nothing for an operation that is not of a bulk action. */
  #finish(id: string, state: BulkItem['state'], error: BulkItem['error']): void {
    for (const job of this.#jobs.values()) {
      const item = job.items.get(id);
      if (item === undefined) continue;
      this.#activeOn(item.host).delete(id);
      this.#become(job, item, state, error);
      this.#endIfOver(job);
      this.#pump();
      return;
    }
  }

  #become(job: Job, item: BulkItem, state: BulkItem['state'], error: BulkItem['error'] = null): void {
    job.items.set(item.id, { ...item, state, error });
    job.publishing ??= setTimeout(() => {
      job.publishing = null;
      this.#publish(job);
    }, PUBLISH_MS);
  }

  #endIfOver(job: Job): void {
    const items = [...job.items.values()];
    if (items.some(({ state }) => state === 'waiting' || state === 'running')) return;
    if (job.publishing !== null) clearTimeout(job.publishing);
    if (!this.#jobs.delete(job.row.id)) return;
    this.#keep(this.#end(job.row, items));
  }

  async #end(row: BulkRow, items: readonly BulkItem[]): Promise<void> {
    const { database, bus } = this.#context;
    const endedAt = this.#context.now();
    await database.bulks.update(row.id, { items: [...items], endedAt });
    bus.emit({ kind: 'bulk', object: this.#bulk({ ...row, items: [...items], endedAt }) });
    await database.bulks.trim(KEPT);
  }

  /** A failure is one of the database; the next start of the server goes on. */
  #keep(work: Promise<void>): void {
    const kept = work
      .catch((error: unknown) => this.#context.logger.error({ err: error }, 'a bulk action is not recorded'))
      .finally(() => this.#ending.delete(kept));
    this.#ending.add(kept);
  }

  #publish({ row }: Job): void {
    this.#context.bus.emit({ kind: 'bulk', object: this.#bulk(row) });
  }

  #bulk({ request: _, ...row }: BulkRow): Bulk {
    const items = [...(this.#jobs.get(row.id)?.items.values() ?? row.items)];
    return { ...row, items, revision: this.#context.bus.nextRevision() };
  }
}

const itemOf = ({ row }: NodeRecord): BulkItem => ({
  id: randomUUID(),
  ...{ nodeId: row.id, nodeName: row.name, host: row.host, state: 'waiting', error: null },
});

function unknownItem(name: string): BulkItem {
  const { code, message, fix } = noSuchNode(name);
  const error = { code, message, fix };
  return { id: randomUUID(), nodeId: name, nodeName: name, host: '', state: 'refused', error };
}
