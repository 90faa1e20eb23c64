import { randomUUID } from 'node:crypto';
import { ConsoleError } from '../../../lib/contract/error.ts';
import type { Node } from '../../../lib/contract/node.ts';
import { dueFrom, ruleName } from '../../../lib/domain/checkpoint.ts';
import { isStage, stageIndex } from '../../../lib/domain/stages.ts';
import type { NodeRow } from '../../db/api.ts';
import type { BootPolicy } from '../boots/boot-policy.ts';
import type { Context } from '../context.ts';
import type { NodeRegistry } from '../nodes/registry.ts';
import type { Checkpoints } from './checkpoints.ts';

const BY = 'rule: checkpoint at a stage';

export interface CheckpointRuleParts {
  readonly context: Pick<Context, 'bus' | 'database' | 'logger' | 'now'>;
  readonly registry: NodeRegistry;
  readonly policyOf: (row: NodeRow) => Promise<BootPolicy>;
  readonly checkpoints: Pick<Checkpoints, 'create'>;
}

/**
 * Makes the checkpoint that a template or create asks for, when the stage begins: once for each node, as an operation of
 * the console, and in the audit trail.
 */
export class CheckpointRule {
  readonly #parts: CheckpointRuleParts;
  /** Nodes that are being looked at. */
  readonly #busy = new Map<string, Promise<void>>();
  /** In these stages there was nothing to do. */
  readonly #seen = new Map<string, string>();
  /** Of these it is noted that the stage has passed. */
  readonly #missed = new Set<string>();
  readonly #unsubscribe: () => void;
  #isClosed = false;

  constructor(parts: CheckpointRuleParts) {
    this.#parts = parts;
    this.#unsubscribe = parts.context.bus.on((change) => {
      if (change.kind === 'node') this.#changed(change.object);
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#unsubscribe();
    await Promise.all(this.#busy.values());
  }

  #changed({ id, state, stage, bootNumber, operation, deletedAt }: Node): void {
    if (deletedAt !== null) this.#seen.delete(id);
    if (state !== 'running' || operation !== null || !isStage(stage) || this.#busy.has(id)) return;
    const moment = `${bootNumber ?? 0} ${stage}`;
    if (this.#isClosed || this.#seen.get(id) === moment) return;
    this.#seen.set(id, moment);
    const work = this.#look(id)
      .catch((error: unknown) => {
        this.#parts.context.logger.warn({ node: id, err: error }, 'a checkpoint could not be made by rule');
      })
      .finally(() => this.#busy.delete(id));
    this.#busy.set(id, work);
  }

  async #look(id: string): Promise<void> {
    const { context, registry, policyOf } = this.#parts;
    const record = registry.find(id);
    if (record === undefined) return;
    const { checkpointAt } = await policyOf(record.row);
    const { stage } = registry.find(id)?.row ?? record.row;
    if (checkpointAt === null || !isStage(stage)) return;
    if (stageIndex(stage) < stageIndex(dueFrom(checkpointAt))) return;
    const name = ruleName(checkpointAt);
    const operations = await context.database.operations.ofNode(id);
    if (operations.some(({ kind, request }) => kind === 'checkpoint' && request.name === name)) return;
    if (stageIndex(stage) <= stageIndex(checkpointAt)) return this.#make(id, record.row.name, name);
    if (this.#missed.has(id)) return;
    this.#missed.add(id);
    await this.#note(`${record.row.name} ${name}`, 'failed', `${checkpointAt} has passed: it is ${stage}`);
  }

  async #make(id: string, node: string, name: string): Promise<void> {
    const actor = { userId: '', name: BY, role: 'operator' } as const;
    try {
      await this.#parts.checkpoints.create(id, { name, note: '' }, actor);
      await this.#note(`${node} ${name}`, 'done', 'the stage has begun');
    } catch (error) {
      if (!(error instanceof ConsoleError)) throw error;
      // Another operation came first: the node is looked at again when it has ended.
      this.#seen.delete(id);
      await this.#note(`${node} ${name}`, 'failed', error.message);
    }
  }

  async #note(target: string, outcome: 'done' | 'failed', detail: string): Promise<void> {
    const { database, now } = this.#parts.context;
    const event = { id: randomUUID(), at: now(), by: BY, address: null };
    await database.audit.add({ ...event, action: 'checkpoint create', target, outcome, detail });
  }
}
