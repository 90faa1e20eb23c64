import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { ConsoleError } from '../../../lib/contract/error.ts';
import type { Node } from '../../../lib/contract/node.ts';
import type { Operation } from '../../../lib/contract/operation.ts';
import { RECOVERY_BY, type Recovery, recoveryOf } from '../../../lib/domain/recovery.ts';
import { isFailed } from '../../../lib/domain/stages.ts';
import type { NodeRow } from '../../db/api.ts';
import type { Context } from '../context.ts';
import type { NodeRegistry } from '../nodes/registry.ts';
import type { BootPolicy } from './boot-policy.ts';
import type { Boots } from './boots.ts';

export interface RecoveriesParts {
  readonly context: Pick<Context, 'bus' | 'database' | 'logger' | 'now'>;
  readonly registry: NodeRegistry;
  readonly boots: Pick<Boots, 'progress' | 'personTyped'>;
  readonly policyOf: (row: NodeRow) => Promise<BootPolicy>;
  readonly act: (id: string, action: Recovery['action'], by: string) => Promise<Operation>;
  readonly wait?: (seconds: number, signal: AbortSignal) => Promise<unknown>;
}

/**
 * Carries out the recovery rules of nodes whose boot has stopped: as operations of the console, after a pause, if by then
 * nothing has changed and nobody has typed. Each is in the audit trail with its evidence.
 */
export class Recoveries {
  readonly #parts: RecoveriesParts;
  readonly #closed = new AbortController();
  /** Nodes that are being looked at, or waited for. */
  readonly #busy = new Map<string, Promise<void>>();
  readonly #unsubscribe: () => void;

  constructor(parts: RecoveriesParts) {
    this.#parts = parts;
    this.#unsubscribe = parts.context.bus.on((change) => {
      if (change.kind === 'node') this.#changed(change.object);
    });
  }

  async close(): Promise<void> {
    this.#unsubscribe();
    this.#closed.abort();
    await Promise.all(this.#busy.values());
  }

  #changed({ id, state, stage, operation }: Node): void {
    if (state !== 'running' || !isFailed(stage) || operation !== null || this.#busy.has(id)) return;
    const work = this.#recover(id)
      .catch((error: unknown) => {
        if (!this.#closed.signal.aborted)
          this.#parts.context.logger.warn({ node: id, err: error }, 'a recovery rule could not be applied');
      })
      .finally(() => this.#busy.delete(id));
    this.#busy.set(id, work);
  }

  async #recover(id: string): Promise<void> {
    const { wait = (seconds, signal) => pause(seconds * 1000, undefined, { signal }) } = this.#parts;
    const planned = await this.#planned(id);
    if (planned === null) return;
    await wait(planned.waitSeconds, this.#closed.signal);
    // The same still holds: nothing has happened meanwhile.
    const present = await this.#planned(id);
    if (present === null || present.why !== planned.why || this.#closed.signal.aborted) return;
    await this.#act(id, present);
  }

  async #planned(id: string): Promise<Recovery | null> {
    const { registry, boots, context, policyOf } = this.#parts;
    const [row, boot] = [registry.find(id)?.row, boots.progress(id)];
    if (row === undefined || boot === undefined) return null;
    const { recovery: rules } = await policyOf(row);
    const operations = await context.database.operations.ofNode(id);
    return recoveryOf({ rules, boot, personTyped: boots.personTyped(id), operations });
  }

  async #act(id: string, { action, why }: Recovery): Promise<void> {
    const { act, registry } = this.#parts;
    const name = registry.find(id)?.row.name ?? id;
    try {
      await act(id, action, RECOVERY_BY);
      await this.#note(`${name} ${action}`, 'done', why);
    } catch (error) {
      // Somebody else's operation came first, or its host is away.
      if (!(error instanceof ConsoleError)) throw error;
      await this.#note(`${name} ${action}`, 'failed', `${why}. ${error.message}`);
    }
  }

  async #note(target: string, outcome: 'done' | 'failed', detail: string): Promise<void> {
    const { database, now } = this.#parts.context;
    const event = { id: randomUUID(), at: now(), by: RECOVERY_BY, address: null };
    await database.audit.add({ ...event, action: 'recovery', target, outcome, detail: detail.slice(0, 500) });
  }
}
