import { bulkRequest } from '../../../lib/contract/bulk.ts';
import { ConsoleError } from '../../../lib/contract/error.ts';
import type { CreateRequest } from '../../../lib/contract/node.ts';
import type { Scaled, ScalePlan, ScaleRequest } from '../../../lib/contract/run-scale.ts';
import { expandRange } from '../../../lib/domain/name-range.ts';
import { requirePermission } from '../../../lib/domain/permission.ts';
import { isFailed } from '../../../lib/domain/stages.ts';
import type { NodeRow, RunRow } from '../../db/api.ts';
import type { Actor, Core } from '../api.ts';
import type { Context } from '../context.ts';
import type { Planning } from '../create/plan.ts';
import { KeyedMutex } from '../../locks/keyed-mutex.ts';
import type { Nodes } from '../nodes/nodes.ts';
import type { NodeRecord, NodeRegistry } from '../nodes/registry.ts';

interface Parts {
  readonly context: Context;
  readonly registry: NodeRegistry;
  readonly nodes: Nodes;
  readonly bulks: Core['bulks'];
  readonly planning: Planning;
}

/** Makes a run larger, with more of the same nodes, or smaller. */
export class RunScaling {
  readonly #parts: Parts;
  readonly #mutex = new KeyedMutex();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Changes nothing. */
  async plan(runId: string, count: number): Promise<ScalePlan> {
    const run = await this.#run(runId);
    const present = this.#present(runId);
    const remove = toRemove(present, present.length - count);
    const more = count - present.length;
    if (more <= 0)
      return { present: present.length, count, add: [], remove: remove.map(listed), warnings: [] };
    const { request, prefix } = moreOf(run, more);
    const plan = await this.#parts.planning.plan(request, 'preview', prefix);
    const add = plan.nodes.map(({ name }) => name);
    return { present: present.length, count, add, remove: [], warnings: [...plan.warnings] };
  }

  async scale(runId: string, { count, remove }: ScaleRequest, actor: Actor): Promise<Scaled> {
    requirePermission(actor, 'nodes.create');
    requirePermission(actor, 'nodes.delete');
    return this.#mutex.run(runId, async () => {
      const run = await this.#run(runId);
      const present = this.#present(runId);
      const planned = toRemove(present, present.length - count).map(({ row }) => row.id);
      if (planned.toSorted().join() !== remove.toSorted().join())
        throw new ConsoleError('conflict', 'The nodes of the run have changed meanwhile.', {
          fix: 'Look at the plan again, and confirm it.',
        });
      const more = count - present.length;
      if (more <= 0) {
        const deletion = bulkRequest.safeParse({ action: 'delete', nodes: planned });
        const deleted = deletion.success ? await this.#parts.bulks.begin(deletion.data, actor) : null;
        return { created: null, deleted };
      }
      const { request, prefix } = moreOf(run, more);
      const seed = present.find(({ row }) => row.seedPassword !== null)?.row ?? null;
      const created = await this.#parts.nodes.extend(run, { request, prefix, seed }, actor);
      return { created, deleted: null };
    });
  }

  /** Those that are not being deleted. */
  #present(runId: string): NodeRecord[] {
    return this.#parts.registry
      .all()
      .filter(({ row, operation }) => row.runId === runId && operation?.kind !== 'delete');
  }

  async #run(id: string): Promise<RunRow> {
    const run = await this.#parts.context.database.runs.get(id);
    if (run !== null) return run;
    throw new ConsoleError('not-found', `There is no run "${id}".`, { fix: 'Look at the list of runs.' });
  }
}

const listed = ({ row: { id, name, stage }, state }: NodeRecord) => ({ id, name, stage, state });

const hasFailed = ({ readyAt, stage }: NodeRow): boolean => readyAt === null && isFailed(stage);

/** Failed ones first, then the newest; of the same age, the one whose name comes last. */
function toRemove(present: readonly NodeRecord[], excess: number): NodeRecord[] {
  const order = (one: NodeRow, other: NodeRow): number =>
    Number(hasFailed(other)) - Number(hasFailed(one)) ||
    other.createdAt.localeCompare(one.createdAt) ||
    other.name.localeCompare(one.name, 'en', { numeric: true });
  return present.toSorted((one, other) => order(one.row, other.row)).slice(0, Math.max(0, excess));
}

/** The run's request for some more nodes, without what named its first ones. */
function moreOf({ request, template }: RunRow, count: number): { request: CreateRequest; prefix: string } {
  if (request === null)
    throw new ConsoleError('conflict', 'It is not known what this run was created with.', {
      fix: 'Create nodes like one of its nodes: “Create again” on the page of the node.',
    });
  const { name, serials: _, nodes: __, serialPattern, ...same } = request;
  const isRange = serialPattern !== undefined && expandRange(serialPattern) !== null;
  const isPattern = serialPattern !== undefined && !isRange && /\{n+\}/.test(serialPattern);
  const prefix = name?.replace(/[-_.]?\{?\d+\.\.\d+\}?.*$/, '') ?? template;
  return { request: { ...same, count, ...(isPattern && { serialPattern }) }, prefix: prefix || template };
}
