import { ConsoleError } from '../../../lib/contract/error.ts';
import { type Run } from '../../../lib/contract/run.ts';
import { type Database, type NodeRow, type RunRow } from '../../db/api.ts';
import { type Bus } from '../bus.ts';

/** The nodes of one create, as one thing. */
export class Runs {
  readonly #database: Database;
  readonly #bus: Bus;

  constructor(database: Database, bus: Bus) {
    this.#database = database;
    this.#bus = bus;
    // A run is the sum of its nodes: it changes when one of them does in what is summed.
    const told = new Map<string, string>();
    bus.on((change) => {
      if (change.kind !== 'node') return;
      const { id, stage, deletedAt, readyAt, runId } = change.object;
      const sum = `${stage === 'ready' || ENDED.has(stage) ? stage : ''} ${deletedAt ?? ''} ${readyAt ?? ''}`;
      if (told.get(id) === sum) return;
      told.set(id, sum);
      if (deletedAt !== null) told.delete(id);
      void this.#tell(runId);
    });
  }

  async list(): Promise<Run[]> {
    const [rows, nodes] = await Promise.all([this.#database.runs.list(), this.#nodes()]);
    return rows.map((row) => this.#sum(row, nodes));
  }

  async get(id: string): Promise<Run> {
    const row = await this.#database.runs.get(id);
    if (row !== null) return this.#sum(row, await this.#database.nodes.ofRun(id));
    throw new ConsoleError('not-found', `There is no run "${id}".`, { fix: 'Look at the list of runs.' });
  }

  async #tell(id: string): Promise<void> {
    try {
      this.#bus.emit({ kind: 'run', object: await this.get(id) });
    } catch {
      // The database is closing; whoever asks for the run hears of it.
    }
  }

  async #nodes(): Promise<NodeRow[]> {
    const { nodes } = this.#database;
    const all = [...(await nodes.list({ deleted: false })), ...(await nodes.list({ deleted: true }))];
    // One that was deleted between the two is in both; the later one counts.
    return [...new Map(all.map((node) => [node.id, node])).values()];
  }

  #sum(row: RunRow, all: readonly NodeRow[]): Run {
    const nodes = all.filter((node) => node.runId === row.id);
    const ready = nodes.filter((node) => node.readyAt !== null).length;
    const failed = nodes.filter((node) => node.readyAt === null && ENDED.has(node.stage)).length;
    return {
      ...row,
      nodeIds: nodes.map((node) => node.id),
      state: stateOf(nodes, ready, failed),
      ready,
      failed,
      revision: this.#bus.nextRevision(),
    };
  }
}

const ENDED: ReadonlySet<string> = new Set(['failed', 'timed-out', 'cancelled']);

function stateOf(nodes: readonly NodeRow[], ready: number, failed: number): Run['state'] {
  if (ready === nodes.length) return 'succeeded';
  if (failed > 0 && ready + failed === nodes.length) return 'failed';
  return nodes.every((node) => node.deletedAt !== null) ? 'deleted' : 'running';
}
