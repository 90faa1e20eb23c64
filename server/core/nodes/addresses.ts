import { setMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { Node } from '../../../lib/contract/node.ts';
import { STAGES, stageIndex } from '../../../lib/domain/stages.ts';
import type { NodeRow } from '../../db/api.ts';
import type { Context } from '../context.ts';
import { KeyedMutex } from '../../locks/keyed-mutex.ts';
import type { NodeRegistry } from './registry.ts';

/** The host lists a lease a moment after the guest gets it. */
const RETRY_MS = [500, 1000, 2000, 4000] as const;

/**
 * Addresses of nodes. While a node boots its host knows the address first, from the DHCP leases of its network: they are
 * read when a boot reaches a stage after which the address may differ, and a few times more if there is none. What the
 * orchestrator reports wins.
 */
export class Addresses {
  readonly #context: Pick<Context, 'bus' | 'logger'>;
  readonly #registry: NodeRegistry;
  readonly #leaseOf: (row: NodeRow) => Promise<string | null>;
  readonly #mutex = new KeyedMutex();
  /** By node: the boot and stage of the latest lookup. */
  readonly #lookedUp = new Map<string, string>();
  /** Nodes whose address the orchestrator has reported. */
  readonly #reported = new Set<string>();
  readonly #unsubscribe: () => void;
  readonly #closed = new AbortController();

  constructor(
    context: Pick<Context, 'bus' | 'logger'>,
    registry: NodeRegistry,
    leaseOf: (row: NodeRow) => Promise<string | null>,
  ) {
    this.#context = context;
    this.#registry = registry;
    this.#leaseOf = leaseOf;
    // One for each node that waits for its address.
    setMaxListeners(0, this.#closed.signal);
    this.#unsubscribe = context.bus.on((change) => {
      if (change.kind === 'node') this.#changed(change.object);
    });
  }

  /** Reported by the orchestrator; null if it has none. */
  report(id: string, address: string | null): Promise<void> {
    if (address === null) return Promise.resolve();
    this.#reported.add(id);
    return this.#mutex.run(id, () => this.#write(id, address));
  }

  async close(): Promise<void> {
    this.#unsubscribe();
    this.#closed.abort();
    await this.#mutex.idle();
  }

  #changed({ id, state, stage, bootNumber, address, deletedAt }: Node): void {
    if (deletedAt !== null) {
      this.#lookedUp.delete(id);
      this.#reported.delete(id);
      return;
    }
    const present = STAGES.find((known) => known === stage);
    if (state !== 'running' || present === undefined || stageIndex(present) < stageIndex('address')) return;
    // A ready node keeps its address.
    if (present === 'ready' && address !== null) return;
    const place = `${bootNumber ?? 0} ${present}`;
    if (this.#lookedUp.get(id) === place) return;
    this.#lookedUp.set(id, place);
    this.#look(id, place);
  }

  #look(id: string, place: string, tries = 0): void {
    const look = async (): Promise<void> => {
      const row = this.#registry.find(id)?.row;
      if (row === undefined || this.#lookedUp.get(id) !== place || this.#reported.has(id)) return;
      const address = await this.#leaseOf(row);
      if (address === null) void this.#lookAgain(id, place, tries);
      else if (!this.#reported.has(id)) await this.#write(id, address);
    };
    this.#mutex.run(id, look).catch((error: unknown) => {
      // The next stage tries again.
      this.#context.logger.debug({ node: id, err: error }, 'the address could not be looked up');
    });
  }

  async #lookAgain(id: string, place: string, tries: number): Promise<void> {
    const wait = RETRY_MS[tries];
    if (wait === undefined) return;
    await pause(wait, undefined, { signal: this.#closed.signal }).catch(() => undefined);
    if (!this.#closed.signal.aborted) this.#look(id, place, tries + 1);
  }

  async #write(id: string, address: string): Promise<void> {
    const record = this.#registry.find(id);
    if (record !== undefined && record.row.address !== address) await this.#registry.write(id, { address });
  }
}
