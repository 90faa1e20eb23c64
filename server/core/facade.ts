import { ConsoleError } from '../../lib/contract/error.ts';
import { type Node } from '../../lib/contract/node.ts';
import { capacityFor } from '../../lib/domain/capacity.ts';
import { requirePermission } from './access/permission.ts';
import { type Core } from './api.ts';
import { type Boots } from './boots/boots.ts';
import { type Context, hostNamed, orchestratorNamed } from './context.ts';
import { type Planning } from './create/plan.ts';
import { previewOf } from './create/preview.ts';
import { noSuchNode, type NodeRegistry, nodeFrom, nodeFromRow } from './nodes/registry.ts';
import { type Inventory } from './inventory/inventory.ts';
import { type Commands } from './nodes/commands.ts';
import { removalOf } from './nodes/removal.ts';
import { type NodeResources } from './nodes/resources.ts';
import { type Runs } from './nodes/runs.ts';
import { type OperationLog } from './operations/operation-log.ts';
import { type Retention } from './retention/retention.ts';
import { TEMPLATES } from './templates.ts';

export interface FacadeParts {
  readonly context: Context;
  readonly registry: NodeRegistry;
  readonly boots: Boots;
  readonly inventory: Inventory;
  readonly resources: NodeResources;
  readonly operationLog: OperationLog;
  readonly planning: Planning;
  readonly runs: Runs;
  readonly commands: Commands;
  readonly retention: Retention;
  readonly close: () => Promise<void>;
}

/** The parts as the one thing that http and live know. */
export function facade(parts: FacadeParts): Core {
  const { context, boots, operationLog, runs } = parts;
  const hosts = [...context.hosts.values()];
  const nodes = new Nodes(parts);
  return {
    nodes: nodeDoor(parts, nodes),
    operations: { get: (id) => operationLog.get(id) },
    runs: { list: () => runs.list(), get: (id) => runs.get(id), nodes: (id) => runs.nodes(id) },
    hosts: {
      list: () => Promise.resolve(hosts.map(({ status }) => status)),
      get: async (name) => Promise.resolve(hostNamed(context, name).status),
    },
    templates: { list: () => Promise.resolve([...TEMPLATES]) },
    orchestrators: {
      list: () =>
        Promise.resolve([...context.orchestrators.values()].map(({ orchestrator }) => orchestrator)),
      demonstration: (name) => {
        const { demonstration } = orchestratorNamed(context, name);
        if (demonstration !== null) return demonstration;
        throw new ConsoleError('conflict', `${name} is not a simulator: it cannot fail on purpose.`, {
          fix: 'Scenarios exist for the built-in simulator only.',
        });
      },
    },
    capacity: {
      list: () =>
        Promise.resolve(
          hosts.flatMap(({ status }) =>
            TEMPLATES.map((template) => capacityFor(status, template.name, template)),
          ),
        ),
    },
    consoles: consoleDoor(parts, nodes, boots),
    storage: () => parts.retention.storage(),
    onChange: (listener) => context.bus.on(listener),
    ready: () =>
      hosts.some(({ status }) => status.state === 'connected' && parts.inventory.hasRead(status.name)),
    close: parts.close,
  };
}

/** Finds nodes, those that are deleted too. */
class Nodes {
  readonly #parts: FacadeParts;

  constructor(parts: FacadeParts) {
    this.#parts = parts;
  }

  async list(deleted: boolean): Promise<Node[]> {
    const { registry, context } = this.#parts;
    if (!deleted) return registry.all().map(nodeFrom);
    const rows = await context.database.nodes.list({ deleted: true });
    return rows.filter((row) => row.deletedAt !== null).map((row) => nodeFromRow(row));
  }

  async get(idOrName: string): Promise<Node> {
    const record = this.#parts.registry.lookUp(idOrName);
    if (record !== undefined) return nodeFrom(record);
    const { nodes, boots } = this.#parts.context.database;
    const row =
      (await nodes.get(idOrName)) ??
      // Of several that had this name, the latest.
      (await nodes.list({ deleted: true })).findLast(
        ({ name, serial }) => name === idOrName || serial === idOrName,
      );
    if (row === undefined) throw noSuchNode(idOrName);
    const latest = await boots.latest(row.id);
    const stages = latest === null ? [] : await boots.stages([latest.id]);
    return nodeFromRow(row, latest?.number ?? null, stages);
  }

  async id(idOrName: string): Promise<string> {
    return (await this.get(idOrName)).id;
  }
}

function nodeDoor(parts: FacadeParts, nodes: Nodes): Core['nodes'] {
  const { context, registry, boots, resources, operationLog, planning, commands } = parts;
  return {
    list: (filter = {}) => nodes.list(filter.deleted === true),
    get: (idOrName) => nodes.get(idOrName),
    detail: async (idOrName) => {
      const node = await nodes.get(idOrName);
      return { ...node, boots: await boots.list(node.id) };
    },
    create: async (request, actor) => commands.create(request, actor),
    preview: (request) => previewOf(context, planning, request),
    act: (idOrName, action, actor) => commands.act(idOrName, action, actor),
    removal: async (idOrName) => removalOf(context, registry, resources, commands.record(idOrName)),
    remove: (idOrName, request, actor) => commands.remove(idOrName, request, actor),
    xml: async (idOrName) => {
      const { row } = commands.record(idOrName);
      return resources.host(row).domains.xml(row.uuid);
    },
    boots: async (idOrName) => boots.list(await nodes.id(idOrName)),
    operations: async (idOrName) => operationLog.ofNode(await nodes.id(idOrName)),
  };
}

function consoleDoor(
  { registry, commands, resources }: FacadeParts,
  nodes: Nodes,
  boots: Boots,
): Core['consoles'] {
  return {
    open: async (idOrName, port, boot) => boots.open(await nodes.id(idOrName), port, boot),
    // A deleted node has its logs still, and no boot to come.
    onBoot: (idOrName, listener) => {
      const record = registry.lookUp(idOrName);
      return record === undefined ? () => undefined : boots.onBoot(record.row.id, listener);
    },
    write: async (idOrName, port, text, actor) => {
      requirePermission(actor, 'console.write');
      await boots.write(commands.record(idOrName).row.id, port, text);
    },
    vnc: async (idOrName) => {
      const { row } = commands.record(idOrName);
      return resources.host(row).consoles.openVnc(row.uuid);
    },
  };
}
