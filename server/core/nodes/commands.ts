import { type CreateRequest, type DeleteRequest, type PowerAction } from '../../../lib/contract/node.ts';
import { type Operation } from '../../../lib/contract/operation.ts';
import { type CreateResponse } from '../../../lib/contract/run.ts';
import { requirePermission } from '../access/permission.ts';
import { type Actor } from '../api.ts';
import { type Context, hostNamed } from '../context.ts';
import { type Planning } from '../create/plan.ts';
import { type OperationLog } from '../operations/operation-log.ts';
import { requireState } from '../operations/power.ts';
import { type Runner } from '../operations/runner.ts';
import { KeyedMutex } from '../../locks/keyed-mutex.ts';
import { noSuchNode, type NodeRegistry, type NodeRecord, nodeFrom } from './registry.ts';
import { type Runs } from './runs.ts';

/** How long somebody waits for that. */
const READING_MS = 10_000;

export interface CommandParts {
  readonly context: Context;
  readonly registry: NodeRegistry;
  readonly runs: Runs;
  readonly operationLog: OperationLog;
  readonly runner: Runner;
  readonly planning: Planning;
}

/** What people ask for: rights first, then the record, then it begins. */
export class Commands {
  readonly #parts: CommandParts;
  /** Checking what is taken, or whether a node is busy, and recording it must not interleave. */
  readonly #mutex = new KeyedMutex();

  constructor(parts: CommandParts) {
    this.#parts = parts;
  }

  create(request: CreateRequest, actor: Actor): Promise<CreateResponse> {
    requirePermission(actor, 'nodes.create');
    return this.#mutex.run('create', () => this.#create(request, actor));
  }

  async act(idOrName: string, action: PowerAction, actor: Actor): Promise<Operation> {
    requirePermission(actor, 'nodes.power');
    return this.#mutex.run(this.record(idOrName).row.id, async () => {
      await this.#whenRead(this.record(idOrName));
      const record = this.record(idOrName);
      this.#parts.runner.requireFree(record.row.id, record.row.name, action);
      requireState(record, action);
      return this.#begin(this.#parts.operationLog.row(action, record.row.id, actor.name, {}));
    });
  }

  async remove(idOrName: string, request: DeleteRequest, actor: Actor): Promise<Operation> {
    requirePermission(actor, 'nodes.delete');
    return this.#mutex.run(this.record(idOrName).row.id, () => {
      const { id, name } = this.record(idOrName).row;
      this.#parts.runner.requireFree(id, name, 'delete');
      return this.#begin(this.#parts.operationLog.row('delete', id, actor.name, { ...request }));
    });
  }

  record(idOrName: string): NodeRecord {
    const record = this.#parts.registry.lookUp(idOrName);
    if (record === undefined) throw noSuchNode(idOrName);
    return record;
  }

  /** Right after the console's start a node's host is still being read, which is over in a moment. */
  async #whenRead({ row, state }: NodeRecord): Promise<void> {
    const { context, registry } = this.#parts;
    if (state !== 'no state' || hostNamed(context, row.host).status.state !== 'connected') return;
    await registry.until(row.id, (record) => record.state !== 'no state', AbortSignal.timeout(READING_MS));
  }

  async #begin(row: ReturnType<OperationLog['row']>): Promise<Operation> {
    const operation = await this.#parts.operationLog.record(row);
    this.#parts.runner.start(row);
    return operation;
  }

  async #create(request: CreateRequest, actor: Actor): Promise<CreateResponse> {
    const { context, registry, runs, operationLog, runner, planning } = this.#parts;
    const { run, nodes } = await planning.plan(request, actor.name);
    const rows = nodes.map((node) =>
      operationLog.row('create', node.id, actor.name, { start: request.start }),
    );
    await context.database.nodes.create(run, nodes, rows);
    for (const node of nodes) registry.add(node, 'no domain');
    const operations = rows.map((row) => operationLog.track(row));
    // Before they begin: one that fails at once is gone from the registry by the time the run is read.
    const begun = nodes.map((node) => nodeFrom(registry.get(node.id)));
    for (const row of rows) runner.start(row);
    const object = await runs.get(run.id);
    context.bus.emit({ kind: 'run', object });
    return { run: object, nodes: begun, operations };
  }
}
