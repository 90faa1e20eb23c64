import { ConsoleError } from '../../../lib/contract/error.ts';
import type { Node } from '../../../lib/contract/node.ts';
import { isEnding, isFailed } from '../../../lib/domain/stages.ts';
import { Listeners } from '../../../lib/listeners.ts';
import type { RunControlRow, RunRow } from '../../db/api.ts';
import type { Context } from '../context.ts';

interface Known {
  control: RunControlRow;
  stopAfter: number | null;
  /** Whether a node has failed, by id. */
  readonly failed: Map<string, boolean>;
  /** Nodes that are off, and it is not recorded yet how their boots ended. */
  readonly unjudged: Set<string>;
  loaded: Promise<void>;
}

const FREE: RunControlRow = { hold: null, forgiven: [], cancel: null };

/**
 * Which runs are paused or cancelled. It is in the database; here it is known without waiting, because a failure must
 * hold the boots that would take its place before they begin. Has to subscribe to changes before those who begin boots.
 */
export class RunHolds {
  readonly #context: Pick<Context, 'database' | 'bus' | 'logger' | 'now'>;
  readonly #known = new Map<string, Known>();
  readonly #listeners = new Listeners<string>();
  readonly #writing = new Map<string, Promise<void>>();

  constructor(context: Pick<Context, 'database' | 'bus' | 'logger' | 'now'>) {
    this.#context = context;
    context.bus.on((change) => {
      if (change.kind === 'node') this.#nodeChanged(change.object);
    });
  }

  /** Called after a run was paused, resumed or cancelled. */
  onChange(listener: (runId: string) => void): void {
    this.#listeners.add(listener);
  }

  /** What is known here wins over the row, which is written later. */
  of(row: Pick<RunRow, 'id' | 'control'>): RunControlRow {
    return this.#known.get(row.id)?.control ?? row.control ?? FREE;
  }

  /** Only for runs that were learned. */
  isHeld(runId: string): boolean {
    const known = this.#known.get(runId);
    if (known === undefined) return false;
    // The boot that has just ended may be the failure that stops it.
    return known.control.hold !== null || (known.stopAfter !== null && known.unjudged.size > 0);
  }

  /** Whether what was asked for at that time is cancelled; only for runs that were learned. */
  isCancelled(runId: string, recordedAt: string): boolean {
    const cancel = this.#known.get(runId)?.control.cancel ?? null;
    return cancel !== null && recordedAt <= cancel.at;
  }

  /** Ids of its nodes that have failed. */
  failures(runId: string): string[] {
    return [...(this.#known.get(runId)?.failed ?? [])].flatMap(([id, failed]) => (failed ? [id] : []));
  }

  learn(runId: string): Promise<void> {
    const known = this.#known.get(runId);
    if (known !== undefined) return known.loaded;
    const entry: Known = {
      ...{ control: FREE, stopAfter: null, failed: new Map(), unjudged: new Set() },
      loaded: Promise.resolve(),
    };
    entry.loaded = this.#load(runId, entry).catch((error: unknown) => {
      this.#known.delete(runId);
      throw error;
    });
    this.#known.set(runId, entry);
    return entry.loaded;
  }

  /** Committed when this resolves. */
  async change(runId: string, change: (control: RunControlRow) => RunControlRow): Promise<void> {
    await this.learn(runId);
    const entry = this.#known.get(runId);
    if (entry === undefined) return;
    entry.control = change(entry.control);
    await this.#save(runId);
    this.#listeners.notify(runId);
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.#writing.values());
  }

  async #load(runId: string, entry: Known): Promise<void> {
    const { runs, nodes } = this.#context.database;
    const [row, all] = await Promise.all([runs.get(runId), nodes.ofRun(runId)]);
    if (row === null)
      throw new ConsoleError('not-found', `There is no run "${runId}".`, { fix: 'See the list of runs.' });
    entry.control = row.control ?? FREE;
    entry.stopAfter = row.request?.stopAfter ?? null;
    for (const node of all) if (!entry.failed.has(node.id)) entry.failed.set(node.id, hasFailed(node));
    this.#stopIfDue(runId, entry);
  }

  #nodeChanged(node: Node): void {
    const entry = this.#known.get(node.runId);
    if (entry === undefined) return;
    const failed = hasFailed(node);
    if (isUnjudged(node)) entry.unjudged.add(node.id);
    else entry.unjudged.delete(node.id);
    if (entry.failed.get(node.id) === failed) return;
    entry.failed.set(node.id, failed);
    // If it fails again, that counts again.
    const { forgiven } = entry.control;
    if (!failed && forgiven.includes(node.id))
      entry.control = { ...entry.control, forgiven: forgiven.filter((id) => id !== node.id) };
    this.#stopIfDue(node.runId, entry);
  }

  #stopIfDue(runId: string, entry: Known): void {
    const { hold, cancel, forgiven } = entry.control;
    if (entry.stopAfter === null || hold !== null || cancel !== null) return;
    const counted = this.failures(runId).filter((id) => !forgiven.includes(id)).length;
    if (counted < entry.stopAfter) return;
    entry.control = { ...entry.control, hold: { since: this.#context.now(), by: null } };
    this.#save(runId)
      .then(() => this.#listeners.notify(runId))
      .catch((error: unknown) => {
        // Its failures are in the database: the next start of the server comes to the same result.
        this.#context.logger.error({ run: runId, err: error }, 'a run that stopped is not recorded');
      });
  }

  /** One after the other, and each writes what is true by then. */
  #save(runId: string): Promise<void> {
    const write = async () => {
      const control = this.#known.get(runId)?.control;
      if (control !== undefined) await this.#context.database.runs.update(runId, { control });
    };
    const written = (this.#writing.get(runId) ?? Promise.resolve()).then(write, write);
    this.#writing.set(runId, written);
    return written;
  }
}

const hasFailed = ({ readyAt, stage }: Pick<Node, 'readyAt' | 'stage'>): boolean =>
  readyAt === null && isFailed(stage);

const isUnjudged = ({ state, stage, readyAt, deletedAt }: Node): boolean =>
  (state === 'shut off' || state === 'crashed') &&
  deletedAt === null &&
  readyAt === null &&
  stage !== 'defined' &&
  !isEnding(stage);
