import { setTimeout as pause } from 'node:timers/promises';
import { type Node } from '../../../lib/contract/node.ts';
import { STAGES, stageIndex } from '../../../lib/domain/stages.ts';
import { type NodeRow } from '../../db/api.ts';
import { type Context } from '../context.ts';
import { KeyedMutex } from '../../locks/keyed-mutex.ts';
import { type NodeRegistry } from './registry.ts';

/** A lease comes into the host's list a moment after the guest has it. */
const AGAIN_MS = [500, 1000, 2000, 4000] as const;

/**
 * Where nodes can be reached. While one boots its host knows that first, from the leases of its network: they are
 * looked at when a boot comes to a stage after which there may be another address, and a few times more if there is
 * none. What the orchestrator says wins.
 */
export class Addresses {
  readonly #context: Pick<Context, 'bus' | 'logger'>;
  readonly #registry: NodeRegistry;
  readonly #leaseOf: (row: NodeRow) => Promise<string | null>;
  readonly #mutex = new KeyedMutex();
  /** By node: the boot and stage of the latest look. */
  readonly #looked = new Map<string, string>();
  /** Nodes whose address the orchestrator has reported. */
  readonly #told = new Set<string>();
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
    this.#unsubscribe = context.bus.on((change) => {
      if (change.kind === 'node') this.#changed(change.object);
    });
  }

  /** By the orchestrator; null when it knows none. */
  said(id: string, address: string | null): Promise<void> {
    if (address === null) return Promise.resolve();
    this.#told.add(id);
    return this.#mutex.run(id, () => this.#write(id, address));
  }

  async close(): Promise<void> {
    this.#unsubscribe();
    this.#closed.abort();
    await this.#mutex.idle();
  }

  #changed({ id, state, stage, bootNumber, address, deletedAt }: Node): void {
    if (deletedAt !== null) {
      this.#looked.delete(id);
      this.#told.delete(id);
      return;
    }
    const present = STAGES.find((known) => known === stage);
    if (state !== 'running' || present === undefined || stageIndex(present) < stageIndex('address')) return;
    // Of a node that has arrived there is nothing new to be found out.
    if (present === 'ready' && address !== null) return;
    const place = `${bootNumber ?? 0} ${present}`;
    if (this.#looked.get(id) === place) return;
    this.#looked.set(id, place);
    this.#look(id, place);
  }

  #look(id: string, place: string, tries = 0): void {
    const look = async (): Promise<void> => {
      const row = this.#registry.find(id)?.row;
      if (row === undefined || this.#looked.get(id) !== place || this.#told.has(id)) return;
      const address = await this.#leaseOf(row);
      if (address === null) void this.#lookAgain(id, place, tries);
      else if (!this.#told.has(id)) await this.#write(id, address);
    };
    this.#mutex.run(id, look).catch((error: unknown) => {
      // The next stage looks again.
      this.#context.logger.debug({ node: id, err: error }, 'the address could not be looked up');
    });
  }

  async #lookAgain(id: string, place: string, tries: number): Promise<void> {
    const wait = AGAIN_MS[tries];
    if (wait === undefined) return;
    await pause(wait, undefined, { signal: this.#closed.signal }).catch(() => undefined);
    if (!this.#closed.signal.aborted) this.#look(id, place, tries + 1);
  }

  async #write(id: string, address: string): Promise<void> {
    const record = this.#registry.find(id);
    if (record !== undefined && record.row.address !== address) await this.#registry.write(id, { address });
  }
}
