import { hasLabels } from '../../../lib/domain/labels.ts';
import { requirePermission } from '../../../lib/domain/permission.ts';
import type { Boot } from '../../../lib/contract/boot.ts';
import type { EfiVariables } from '../../../lib/contract/efi-variables.ts';
import type {
  CreateRequest,
  DeleteRequest,
  Node,
  NodeDetail,
  NodeSettings,
  PowerAction,
  Preview,
  Removal,
} from '../../../lib/contract/node.ts';
import type { NodeEdit } from '../../../lib/contract/node-edit.ts';
import type { NodeHardware } from '../../../lib/contract/node-hardware.ts';
import type { Operation, OperationKind } from '../../../lib/contract/operation.ts';
import type { CreateResponse } from '../../../lib/contract/run.ts';
import { KeyedMutex } from '../../locks/keyed-mutex.ts';
import type { Actor, Core } from '../api.ts';
import type { Boots } from '../boots/boots.ts';
import type { NodeRow, OperationRow, RunRow } from '../../db/api.ts';
import { type Context, hostNamed } from '../context.ts';
import { clearTheWay } from '../create/in-the-way.ts';
import type { CreatePlan, Planning } from '../create/plan.ts';
import type { TemplateRequest } from '../../../lib/contract/template.ts';
import { previewOf } from '../create/preview.ts';
import type { DiskCopy } from '../operations/copy-disk.ts';
import type { Operations } from '../operations/operations.ts';
import { requireEditable } from './edit-checks.ts';
import { requireState } from '../operations/power.ts';
import type { ProjectHosts } from '../orchestrators/project-hosts.ts';
import { addedTo, requireReprovisionable } from '../operations/reprovision.ts';
import type { Runner } from '../operations/runner.ts';
import { noSuchNode, type NodeRegistry, type NodeRecord, nodeFrom, nodeFromRow } from './registry.ts';
import { removalOf } from './removal.ts';
import type { NodeResources } from './resources.ts';
import type { Runs } from '../runs/runs.ts';

/** How long a command waits until its node's host has been read. */
const READING_MS = 10_000;

export interface NodesParts {
  readonly context: Context;
  readonly registry: NodeRegistry;
  readonly boots: Boots;
  readonly resources: NodeResources;
  readonly runs: Runs;
  readonly operations: Operations;
  readonly runner: Runner;
  readonly planning: Planning;
  readonly projectHosts: ProjectHosts;
  readonly settingsOf: (row: NodeRow) => Promise<NodeSettings>;
}

type Section = Core['nodes'];

/** More nodes of a run, with the password of one that is there. */
interface MoreNodes {
  readonly request: CreateRequest;
  readonly prefix: string;
  readonly seed: Pick<NodeRow, 'seedPassword'> | null;
}

interface ChosenRun {
  readonly runId: string;
  readonly prefix: string;
  readonly request: CreateRequest;
}

interface LikeNode {
  readonly request: CreateRequest;
  /** Of its name, where the request has none. */
  readonly prefix: string;
  readonly like: Pick<NodeRow, 'labels' | 'note' | 'seedPassword'>;
  /** What its disk begins as a copy of. */
  readonly copy: DiskCopy | null;
}

interface NodeFilter {
  readonly deleted?: boolean;
  readonly labels?: readonly string[];
}

/** Queries answer for deleted nodes too. Commands check permissions first, then record an operation, then begin it. */
export class Nodes implements Section {
  readonly #parts: NodesParts;
  /** Serialises checks (name taken, node busy) with the recording that follows. */
  readonly #mutex = new KeyedMutex();

  constructor(parts: NodesParts) {
    this.#parts = parts;
  }

  async list({ deleted = false, labels = [] }: NodeFilter = {}): Promise<Node[]> {
    const { registry, context } = this.#parts;
    if (!deleted)
      return registry
        .all()
        .filter(({ row }) => hasLabels(row.labels, labels))
        .map(nodeFrom);
    const rows = await context.database.nodes.list({ deleted: true });
    return rows
      .filter((row) => row.deletedAt !== null && hasLabels(row.labels, labels))
      .map((row) => nodeFromRow(row));
  }

  async get(idOrName: string): Promise<Node> {
    const record = this.#parts.registry.lookUp(idOrName);
    return record === undefined ? this.#deleted(await this.#row(idOrName)) : nodeFrom(record);
  }

  async detail(idOrName: string): Promise<NodeDetail> {
    const record = this.#parts.registry.lookUp(idOrName);
    const row = record?.row ?? (await this.#row(idOrName));
    const [node, boots, settings] = await Promise.all([
      record === undefined ? this.#deleted(row) : nodeFrom(record),
      this.#parts.boots.recorded.list(row.id),
      this.#parts.settingsOf(row),
    ]);
    return { ...node, boots, settings };
  }

  /** Also of a deleted node: the latest of several that had this name or serial number. */
  async #row(idOrName: string): Promise<NodeRow> {
    const { nodes } = this.#parts.context.database;
    const row =
      (await nodes.get(idOrName)) ??
      (await nodes.list({ deleted: true })).findLast(
        ({ name, serial }) => name === idOrName || serial === idOrName,
      );
    if (row === undefined) throw noSuchNode(idOrName);
    return row;
  }

  async #deleted(row: NodeRow): Promise<Node> {
    const { boots } = this.#parts.context.database;
    const latest = await boots.latest(row.id);
    const stages = latest === null ? [] : await boots.stages([latest.id]);
    return nodeFromRow(row, latest?.number ?? null, stages);
  }

  async boots(idOrName: string): Promise<Boot[]> {
    return this.#parts.boots.recorded.list((await this.get(idOrName)).id);
  }

  async operations(idOrName: string): Promise<Operation[]> {
    return this.#parts.operations.ofNode((await this.get(idOrName)).id);
  }

  async xml(idOrName: string): Promise<string> {
    const { row } = this.#record(idOrName);
    return this.#parts.resources.host(row).domains.xml(row.uuid);
  }

  async hardware(idOrName: string): Promise<NodeHardware> {
    const { row } = this.#record(idOrName);
    return this.#parts.resources.host(row).domains.configuration(row.uuid);
  }

  async efiVariables(idOrName: string): Promise<EfiVariables> {
    const { row } = this.#record(idOrName);
    return this.#parts.resources.host(row).nvram.variables(row.uuid);
  }

  async preview(request: CreateRequest): Promise<Preview> {
    const { context, planning } = this.#parts;
    return previewOf(context, await planning.plan(request, 'preview'));
  }

  /** The first node of a template that need not be stored. */
  async templatePreview(request: TemplateRequest): Promise<Preview> {
    const { context, planning } = this.#parts;
    const version = { version: 0, shipped: false, createdAt: context.now(), createdBy: '' };
    return previewOf(context, await planning.planFirst({ ...request, ...version }));
  }

  async removal(idOrName: string): Promise<Removal> {
    const { context, registry, resources } = this.#parts;
    return removalOf(context, registry, resources, this.#record(idOrName));
  }

  async create(request: CreateRequest, actor: Actor): Promise<CreateResponse> {
    requirePermission(actor, 'nodes.create');
    return this.#mutex.run('create', () =>
      this.#parts.planning.keepingImage(request, () => this.#create(request, actor)),
    );
  }

  /** More nodes for a run that is there. */
  async extend(run: RunRow, more: MoreNodes, actor: Actor): Promise<CreateResponse> {
    requirePermission(actor, 'nodes.create');
    return this.#mutex.run('create', () =>
      this.#parts.planning.keepingImage(more.request, async () => {
        const plan = await this.#parts.planning.plan(more.request, actor.name, more.prefix);
        const seedPassword = more.seed?.seedPassword ?? null;
        const nodes = plan.nodes.map((node) => ({ ...node, runId: run.id, seedPassword }));
        return this.#carryOut({ ...plan, run: { ...run, endedAt: null }, nodes }, more.request, actor);
      }),
    );
  }

  /** A run whose id was chosen before, with names that begin with `prefix` and are free. */
  async createAs({ runId, prefix, request }: ChosenRun, actor: Actor): Promise<CreateResponse> {
    requirePermission(actor, 'nodes.create');
    return this.#mutex.run('create', () =>
      this.#parts.planning.keepingImage(request, async () => {
        const plan = await this.#parts.planning.plan(request, actor.name, prefix);
        const run = { ...plan.run, id: runId, request: { ...request, ...plan.run.request, name: prefix } };
        const nodes = plan.nodes.map((node) => ({ ...node, runId }));
        return this.#carryOut({ ...plan, run, nodes }, request, actor);
      }),
    );
  }

  /** A node like another one. */
  async like({ request, prefix, like, copy }: LikeNode, actor: Actor): Promise<CreateResponse> {
    requirePermission(actor, 'nodes.create');
    return this.#mutex.run('create', () =>
      this.#parts.planning.keepingImage(request, async () => {
        const plan = await this.#parts.planning.plan(request, actor.name, prefix);
        const nodes = plan.nodes.map((node) => ({ ...node, ...like }));
        return this.#carryOut({ ...plan, nodes }, request, actor, copy);
      }),
    );
  }

  async act(idOrName: string, action: PowerAction, actor: Actor, id?: string): Promise<Operation> {
    requirePermission(actor, 'nodes.power');
    return this.#mutex.run(this.#record(idOrName).row.id, async () => {
      await this.#whenRead(this.#record(idOrName));
      const record = this.#record(idOrName);
      this.#parts.runner.requireFree(record.row.id, record.row.name, action);
      requireState(record, action);
      return this.#begin(this.#parts.operations.row(action, record.row.id, actor.name, {}), id);
    });
  }

  async reprovision(idOrName: string, actor: Actor, id?: string): Promise<Operation> {
    requirePermission(actor, 'nodes.delete');
    const planned = async (record: NodeRecord) => {
      requireReprovisionable(record);
      return { added: await addedTo(this.#parts.context, this.#parts.resources, record.row) };
    };
    return this.operate(idOrName, 'reprovision', actor, planned, id);
  }

  async edit(idOrName: string, edit: NodeEdit, actor: Actor, id?: string): Promise<Operation> {
    requirePermission(actor, 'nodes.edit');
    const { context, registry, resources } = this.#parts;
    const planned = async (record: NodeRecord) => {
      const place = {
        host: resources.host(record.row),
        orchestrator: resources.orchestrator(record.row),
        images: context.database.images,
      };
      await requireEditable(registry, place, record, edit);
      return { ...edit };
    };
    return this.operate(idOrName, 'edit', actor, planned, id);
  }

  /** Records and begins an operation on a node that is free for it. `planned` gives its parameters, or throws why not. */
  operate(
    idOrName: string,
    kind: OperationKind,
    actor: Actor,
    planned: (record: NodeRecord) => Promise<OperationRow['request']>,
    id?: string,
  ): Promise<Operation> {
    const { operations, runner } = this.#parts;
    return this.#mutex.run(this.#record(idOrName).row.id, async () => {
      await this.#whenRead(this.#record(idOrName));
      const record = this.#record(idOrName);
      runner.requireFree(record.row.id, record.row.name, kind);
      const request = await planned(record);
      return this.#begin(operations.row(kind, record.row.id, actor.name, request), id);
    });
  }

  async remove(idOrName: string, request: DeleteRequest, actor: Actor, as?: string): Promise<Operation> {
    requirePermission(actor, 'nodes.delete');
    return this.#mutex.run(this.#record(idOrName).row.id, () => {
      const { id, name } = this.#record(idOrName).row;
      this.#parts.runner.requireFree(id, name, 'delete');
      return this.#begin(this.#parts.operations.row('delete', id, actor.name, { ...request }), as);
    });
  }

  #record(idOrName: string): NodeRecord {
    return this.#parts.registry.require(idOrName);
  }

  /** Right after the start of the console a node's host is still being read, which takes a moment. */
  async #whenRead({ row, state }: NodeRecord): Promise<void> {
    const { context, registry } = this.#parts;
    if (state !== 'no state' || hostNamed(context, row.host).status.state !== 'connected') return;
    await registry.until(row.id, (record) => record.state !== 'no state', AbortSignal.timeout(READING_MS));
  }

  async #begin(planned: OperationRow, id = planned.id): Promise<Operation> {
    const row = { ...planned, id };
    const operation = await this.#parts.operations.record(row);
    this.#parts.runner.start(row);
    return operation;
  }

  async #create(request: CreateRequest, actor: Actor): Promise<CreateResponse> {
    return this.#carryOut(await this.#parts.planning.plan(request, actor.name), request, actor);
  }

  /** Records the nodes of a plan and their operations, and begins these. */
  async #carryOut(
    plan: CreatePlan,
    request: CreateRequest,
    actor: Actor,
    copy: DiskCopy | null = null,
  ): Promise<CreateResponse> {
    const { context, registry, boots, runs, operations, runner, projectHosts } = this.#parts;
    const { run, nodes, orchestrator, inTheWay } = plan;
    await clearTheWay(projectHosts, orchestrator.name, inTheWay, request.cleanStale === true);
    const { start } = request;
    const rows = nodes.map((node) => operations.row('create', node.id, actor.name, { start, copy }));
    await context.database.nodes.create(run, nodes, rows);
    for (const node of nodes) {
      registry.add(node, 'no domain');
      await boots.recall(node.id);
    }
    const recorded = rows.map((row) => operations.track(row));
    // Before they begin: a node that fails at once is removed from the registry before the run is read.
    const created = nodes.map((node) => nodeFrom(registry.get(node.id)));
    for (const row of rows) runner.start(row);
    const object = await runs.get(run.id);
    context.bus.emit({ kind: 'run', object });
    return { run: object, nodes: created, operations: recorded };
  }
}
