import type { NodeRow } from '../../db/api.ts';
import { isOn } from '../../../lib/domain/power.ts';
import { isEnding } from '../../../lib/domain/stages.ts';
import type { Context } from '../context.ts';
import type { NodeRecord, NodeRegistry } from '../nodes/registry.ts';

interface Waiting {
  readonly nodeId: string;
  readonly go: () => void;
}

/**
 * Lets at most so many nodes of a host boot at once (`bootingAtOnce` of its settings), in the order in which they came.
 * Nothing is stored: after a restart of the server the operations that waited come again, and who is booting is read
 * from the host.
 */
export class BootTurns {
  readonly #context: Pick<Context, 'hosts' | 'bus'>;
  readonly #registry: NodeRegistry;
  /** By host. */
  readonly #waiting = new Map<string, Waiting[]>();
  /** Nodes that may boot, and whose operation has not switched them on yet. */
  readonly #going = new Set<string>();

  constructor(context: Pick<Context, 'hosts' | 'bus'>, registry: NodeRegistry) {
    this.#context = context;
    this.#registry = registry;
    context.bus.on((change) => {
      if (change.kind === 'node') this.#look(change.object.host);
      if (change.kind === 'host') this.#look(change.object.name);
    });
  }

  /** Resolves when it is the node's turn; rejects when the signal aborts. */
  async take({ id, host }: Pick<NodeRow, 'id' | 'host'>, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    // Switched on before the server was restarted.
    if (isOn(this.#registry.get(id).state)) return;
    const queue = this.#waiting.get(host) ?? [];
    this.#waiting.set(host, queue);
    await new Promise<void>((resolve, reject) => {
      const leave = () => {
        const index = queue.findIndex(({ nodeId }) => nodeId === id);
        if (index >= 0) queue.splice(index, 1);
        reject(signal.reason instanceof Error ? signal.reason : new Error('it was cancelled'));
      };
      signal.addEventListener('abort', leave, { once: true });
      const go = () => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      queue.push({ nodeId: id, go });
      this.#look(host);
    });
  }

  #look(host: string): void {
    const queue = this.#waiting.get(host);
    if (queue === undefined || queue.length === 0) return;
    this.#letRunning(queue);
    const most = this.#context.hosts.get(host)?.status.settings.bootingAtOnce ?? Infinity;
    let free = most - this.#booting(host);
    while (free > 0) {
      const next = queue.shift();
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
