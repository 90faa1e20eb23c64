import { ConsoleError } from '../../../lib/contract/error.ts';
import type { Node } from '../../../lib/contract/node.ts';
import type { Run } from '../../../lib/contract/run.ts';
import { isEnding, isFailed } from '../../../lib/domain/stages.ts';
import { runName } from '../../../lib/domain/run-name.ts';
import type { BootRow, Database, NodeRow, RunRow } from '../../db/api.ts';
import type { Bus } from '../bus.ts';
import type { RunHolds } from './holds.ts';
import { nodeFromRow } from '../nodes/registry.ts';

/** The nodes of one create, as one thing. */
export class Runs {
  readonly #database: Database;
  readonly #bus: Bus;
  readonly #now: () => string;
  readonly #controlOf: RunHolds['of'];

  constructor(database: Database, bus: Bus, now: () => string, controlOf: RunHolds['of']) {
    this.#controlOf = controlOf;
    this.#database = database;
    this.#bus = bus;
    this.#now = now;
    // A run summarises its nodes: it changes when a summarised property of one of them does.
    const published = new Map<string, string>();
    bus.on((change) => {
      if (change.kind !== 'node') return;
      const { id, stage, deletedAt, readyAt, runId } = change.object;
      const end = stage === 'ready' || stage === 'defined' || isEnding(stage) ? stage : '';
      const sum = `${end} ${deletedAt ?? ''} ${readyAt ?? ''}`;
      if (published.get(id) === sum) return;
      published.set(id, sum);
      if (deletedAt !== null) published.delete(id);
      void this.changed(runId);
    });
  }

  async list(): Promise<Run[]> {
    const [rows, nodes] = await Promise.all([this.#database.runs.list(), this.#nodes()]);
    const ofRuns = grouped(nodes, ({ runId }) => runId);
    return rows.map((row) => this.#sum(row, ofRuns.get(row.id) ?? []));
  }

  async get(id: string): Promise<Run> {
    return this.#sum(await this.#row(id), await this.#database.nodes.ofRun(id));
  }

  /** Its nodes, including deleted ones, with the stages of the boots that made them ready, or of their last ones. */
  async nodes(id: string): Promise<Node[]> {
    await this.#row(id);
    const { nodes, boots } = this.#database;
    const [all, booted] = await Promise.all([nodes.ofRun(id), boots.ofRun(id)]);
    const rows = all.filter((row) => !wasCreatedAgain(row, all)).toSorted(inOrder);
    const chosen = new Map(rows.map((row) => [row.id, decisive(row, booted)]));
    const ids = [...chosen.values()].flatMap((boot) => (boot === undefined ? [] : [boot.id]));
    const stages = grouped(await boots.stages(ids), ({ bootId }) => bootId);
    return rows.map((row) => {
      const boot = chosen.get(row.id);
      return nodeFromRow(row, boot?.number ?? null, stages.get(boot?.id ?? '') ?? []);
    });
  }

  async #row(id: string): Promise<RunRow> {
    const row = await this.#database.runs.get(id);
    if (row !== null) return row;
    throw new ConsoleError('not-found', `There is no run "${id}".`, { fix: 'Look at the list of runs.' });
  }

  /** Publishes it. */
  async changed(id: string): Promise<void> {
    try {
      const [row, nodes] = await Promise.all([this.#row(id), this.#database.nodes.ofRun(id)]);
      const over = nodes.length > 0 && !nodes.some((node) => isGoing(row, node));
      const endedAt = over ? (row.endedAt ?? this.#now()) : null;
      if (endedAt !== row.endedAt) await this.#database.runs.update(id, { endedAt });
      this.#bus.emit({ kind: 'run', object: this.#sum({ ...row, endedAt }, nodes) });
    } catch {
      // The database is closing; a query for the run reports that.
    }
  }

  async #nodes(): Promise<NodeRow[]> {
    const { nodes } = this.#database;
    const all = [...(await nodes.list({ deleted: false })), ...(await nodes.list({ deleted: true }))];
    // A node that was deleted between the two queries is in both results; the later one counts.
    return [...new Map(all.map((node) => [node.id, node])).values()];
  }

  #sum({ control, ...row }: RunRow, all: readonly NodeRow[]): Run {
    const nodes = all.filter((node) => !wasCreatedAgain(node, all));
    const { hold, cancel } = this.#controlOf({ id: row.id, control });
    const state = stateOf(row, nodes);
    const ready = nodes.filter((node) => node.readyAt !== null).length;
    const failed = nodes.filter(hasFailed);
    const causes = grouped(failed, ({ failure, stage }) => failure?.cause ?? stage);
    return {
      ...row,
      placement: [...row.placement],
      name: runName(row, nodes.length),
      nodeIds: nodes.map((node) => node.id),
      state,
      ready,
      failed: failed.length,
      waiting: nodes.filter((node) => node.stage === 'defined' && isGoing(row, node)).length,
      hold: state === 'running' ? hold : null,
      cancelled: cancel === null ? null : { at: cancel.at, by: cancel.by, cleanUp: cancel.cleanUp },
      causes: [...causes].map(([cause, of]) => ({ cause, nodes: of.length })),
      revision: this.#bus.nextRevision(),
    };
  }
}

/** As they were created; of one create, `edge-2` before `edge-10`. */
const inOrder = (one: NodeRow, other: NodeRow): number =>
  one.createdAt.localeCompare(other.createdAt) || one.name.localeCompare(other.name, 'en', { numeric: true });

/** The last boot that had begun when the node became ready. */
function decisive({ id, readyAt }: NodeRow, boots: readonly BootRow[]): BootRow | undefined {
  return boots.findLast(
    ({ nodeId, startedAt }) => nodeId === id && (readyAt === null || startedAt <= readyAt),
  );
}

function grouped<T>(items: readonly T[], key: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group === undefined) groups.set(key(item), [item]);
    else group.push(item);
  }
  return groups;
}

const hasFailed = ({ readyAt, stage }: NodeRow): boolean => readyAt === null && isFailed(stage);

/** Its create had failed and left nothing, and a retry took its place. */
const wasCreatedAgain = (node: NodeRow, all: readonly NodeRow[]): boolean =>
  node.deletedAt !== null &&
  hasFailed(node) &&
  all.some((other) => other.uuid === node.uuid && other.createdAt > node.createdAt);

/** Left off, as requested. */
const isOff = ({ request }: Pick<RunRow, 'request'>, { stage, deletedAt }: NodeRow): boolean =>
  request?.start === false && stage === 'defined' && deletedAt === null;

/** Still booting. */
const isGoing = (row: Pick<RunRow, 'request'>, node: NodeRow): boolean =>
  node.readyAt === null && node.deletedAt === null && !isEnding(node.stage) && !isOff(row, node);

function stateOf(row: Pick<RunRow, 'request'>, nodes: readonly NodeRow[]): Run['state'] {
  if (nodes.every((node) => node.readyAt !== null)) return 'succeeded';
  if (nodes.some((node) => isGoing(row, node))) return 'running';
  if (nodes.some(hasFailed)) return 'failed';
  if (nodes.every((node) => node.deletedAt !== null)) return 'deleted';
  return nodes.some((node) => isOff(row, node)) ? 'defined' : 'cancelled';
}
