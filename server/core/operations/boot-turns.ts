import { ConsoleError } from '../../../lib/contract/error.ts';
import type { OperationKind } from '../../../lib/contract/operation.ts';
import type { NodeRow, OperationRow } from '../../db/api.ts';
import { isOn } from '../../../lib/domain/power.ts';
import { isEnding } from '../../../lib/domain/stages.ts';
import type { Context } from '../context.ts';
import type { NodeRecord, NodeRegistry } from '../nodes/registry.ts';
import type { RunHolds } from '../runs/holds.ts';

interface Waiting {
  readonly nodeId: string;
  /** Null: it boots also while its run is paused. */
  readonly ofRun: { readonly id: string; readonly recordedAt: string } | null;
  readonly go: () => void;
  readonly refuse: (reason: Error) => void;
}

/** What waits because of a run: a person who starts one node by itself means that node. */
const OF_RUN: ReadonlySet<OperationKind> = new Set(['create', 'reprovision']);

/**
 * Lets at most so many nodes of a host boot at once (`bootingAtOnce` of its settings), in the order in which they came.
 * None of a run that is paused. Nothing is stored: after a restart of the server the operations that waited come again, and who is booting is read
 * from the host.
 */
export class BootTurns {
  readonly #context: Pick<Context, 'hosts' | 'bus'>;
  readonly #registry: NodeRegistry;
  readonly #holds: RunHolds;
  /** By host. */
  readonly #waiting = new Map<string, Waiting[]>();
  /** Nodes that may boot, and whose operation has not switched them on yet. */
  readonly #going = new Set<string>();

  constructor(context: Pick<Context, 'hosts' | 'bus'>, registry: NodeRegistry, holds: RunHolds) {
    this.#context = context;
    this.#registry = registry;
    this.#holds = holds;
    holds.onChange(() => {
      for (const host of this.#waiting.keys()) this.#look(host);
    });
    context.bus.on((change) => {
      if (change.kind === 'node') this.#look(change.object.host);
      if (change.kind === 'host') this.#look(change.object.name);
    });
  }

  /** Whether the operation may have to wait, as its host and run are now. */
  concerns({ host }: Pick<NodeRow, 'host'>, { kind }: Pick<OperationRow, 'kind'>): boolean {
    return (
      OF_RUN.has(kind) || (this.#context.hosts.get(host)?.status.settings.bootingAtOnce ?? null) !== null
    );
  }

  /** Resolves when it is the node's turn; rejects when the signal aborts, or its run is cancelled. */
  async take(
    { id, host, runId }: Pick<NodeRow, 'id' | 'host' | 'runId'>,
    { kind, recordedAt }: Pick<OperationRow, 'kind' | 'recordedAt'>,
    signal: AbortSignal,
  ): Promise<void> {
    const ofRun = OF_RUN.has(kind) ? { id: runId, recordedAt } : null;
    if (ofRun !== null) await this.#holds.learn(runId);
    signal.throwIfAborted();
    // Switched on before the server was restarted.
    if (isOn(this.#registry.get(id).state)) return;
    const queue = this.#waiting.get(host) ?? [];
    this.#waiting.set(host, queue);
    await new Promise<void>((resolve, reject) => {
      const refuse = (reason: Error) => {
        signal.removeEventListener('abort', leave);
        const index = queue.findIndex(({ nodeId }) => nodeId === id);
        if (index >= 0) queue.splice(index, 1);
        reject(reason);
      };
      const leave = () =>
        refuse(signal.reason instanceof Error ? signal.reason : new Error('it was cancelled'));
      signal.addEventListener('abort', leave, { once: true });
      const go = () => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      queue.push({ nodeId: id, ofRun, go, refuse });
      this.#look(host);
    });
  }

  #look(host: string): void {
    const queue = this.#waiting.get(host);
    if (queue === undefined || queue.length === 0) return;
    this.#letRunning(queue);
    this.#refuseCancelled(queue);
    const most = this.#context.hosts.get(host)?.status.settings.bootingAtOnce ?? Infinity;
    let free = most - this.#booting(host);
    while (free > 0) {
      const index = queue.findIndex(({ ofRun }) => ofRun === null || !this.#holds.isHeld(ofRun.id));
      const [next] = index < 0 ? [] : queue.splice(index, 1);
      if (next === undefined) return;
      this.#going.add(next.nodeId);
      free--;
      next.go();
    }
  }

  /** Before a restart of the server it was switched on, as the host has told since: it would wait for itself. */
  #letRunning(queue: Waiting[]): void {
    const running = queue.filter(({ nodeId }) => isOn(this.#registry.find(nodeId)?.state ?? 'no state'));
    for (const one of running) {
      queue.splice(queue.indexOf(one), 1);
      one.go();
    }
  }

  #refuseCancelled(queue: readonly Waiting[]): void {
    const cancelled = queue.filter(
      ({ ofRun }) => ofRun !== null && this.#holds.isCancelled(ofRun.id, ofRun.recordedAt),
    );
    for (const { refuse } of cancelled)
      refuse(
        new ConsoleError('interrupted', 'Its run was cancelled before it began to boot.', {
          fix: 'Start the node by itself if it is needed, or delete it.',
        }),
      );
  }

  #booting(host: string): number {
    const records = this.#registry.all().filter(({ row }) => row.host === host);
    const present = new Map(records.map((record) => [record.row.id, record]));
    for (const id of this.#going) {
      const record = present.get(id) ?? this.#registry.find(id);
      if (record?.operation == null || isBooting(record)) this.#going.delete(id);
    }
    return records.filter((record) => this.#going.has(record.row.id) || isBooting(record)).length;
  }
}

/** One that waits for a person does not keep the others waiting; one whose host was not read yet may be booting. */
function isBooting({ state, row: { stage }, view }: NodeRecord): boolean {
  const mayBe = state === 'running' || (state === 'no state' && stage !== 'defined');
  return mayBe && stage !== 'ready' && !isEnding(stage) && view?.awaitsOs !== true;
}
