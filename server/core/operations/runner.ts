import { setTimeout as pause } from 'node:timers/promises';
import { ConsoleError } from '../../../lib/contract/error.ts';
import type { OperationKind, OperationStep, OperationStepName } from '../../../lib/contract/operation.ts';
import { BREAKS_OFF } from '../../../lib/domain/power.ts';
import type { OperationRow } from '../../db/api.ts';
import { withSignal } from '../../hypervisor/index.ts';
import type { Context } from '../context.ts';
import type { Operations } from './operations.ts';

/**
 * A named part of an operation. It is idempotent: repeated after an interruption, it finds its own earlier work. After
 * a crash an operation therefore runs from its first step on.
 */
export interface Step {
  readonly name: OperationStepName;
  act(): Promise<void>;
}

export interface Plan {
  readonly steps: readonly Step[];
  /** Undoes what the steps made; the operation then ends with the error. */
  rollBack?(error: unknown): Promise<void>;
}

/** The steps of an operation. */
export type Planner = (operation: OperationRow, signal: AbortSignal) => Promise<Plan>;

/** Pause after a failure to record an outcome. */
const RETRY_MS = 2_000;

interface Running {
  readonly row: OperationRow;
  readonly abort: AbortController;
  readonly end: Promise<void>;
}

/** Runs operations: one at a time per node, different nodes in parallel. */
export class Runner {
  readonly #context: Context;
  readonly #operations: Operations;
  readonly #planners: Readonly<Record<OperationKind, Planner>>;
  readonly #running = new Map<string, Running>();
  readonly #closed = new AbortController();

  constructor(context: Context, operations: Operations, planners: Readonly<Record<OperationKind, Planner>>) {
    this.#context = context;
    this.#operations = operations;
    this.#planners = planners;
  }

  /** Throws `conflict` while an operation is running that this one may not cancel. Call it before recording. */
  requireFree(nodeId: string, nodeName: string, kind: OperationKind): void {
    const busy = this.#running.get(nodeId);
    if (busy === undefined || BREAKS_OFF[kind]?.includes(busy.row.kind) === true) return;
    throw new ConsoleError('conflict', `"${nodeName}" is busy: ${busy.row.kind} is still running.`, {
      fix:
        busy.row.kind === 'delete'
          ? 'It will be gone in a moment.'
          : 'Wait until it ends, or delete the node.',
    });
  }

  /** Begins; the outcome is published by Operations. */
  start(row: OperationRow): void {
    if (this.#closed.signal.aborted) return;
    const before = this.#running.get(row.nodeId);
    before?.abort.abort(
      new ConsoleError('interrupted', `It was cancelled by ${row.kind}.`, {
        fix: 'No action is needed.',
      }),
    );
    const abort = new AbortController();
    const end = (before?.end ?? Promise.resolve()).then(() => this.#carryOut(row, abort.signal));
    const running = { row, abort, end };
    this.#running.set(row.nodeId, running);
    void end.then(() => {
      if (this.#running.get(row.nodeId) === running) this.#running.delete(row.nodeId);
    });
  }

  busy(nodeId: string): OperationKind | null {
    return this.#running.get(nodeId)?.row.kind ?? null;
  }

  /** Cancels running operations; they are resumed at the next start. */
  async close(): Promise<void> {
    this.#closed.abort();
    const all = [...this.#running.values()];
    for (const { abort } of all) abort.abort(CLOSING);
    await Promise.all(all.map(({ end }) => end));
  }

  async #carryOut(row: OperationRow, signal: AbortSignal): Promise<void> {
    const about = { operation: row.id, kind: row.kind, node: row.nodeId };
    const outcome = await this.#act(row, signal);
    if (outcome === null) return;
    if (outcome.error !== undefined)
      this.#context.logger.warn({ ...about, err: outcome.error }, 'operation failed');
    while (!(await this.#record(row, outcome.error))) {
      await pause(RETRY_MS, undefined, { signal: this.#closed.signal }).catch(() => undefined);
      // The record stays unfinished, and the operation is resumed at the next start.
      if (this.#closed.signal.aborted) return;
    }
  }

  /** False if the write fails, such as on a full disk. No other operation on the node can begin until it is recorded. */
  async #record(row: OperationRow, failure: unknown): Promise<boolean> {
    try {
      if (failure === undefined) await this.#operations.succeeded(row.id);
      else await this.#operations.failed(row.id, failure);
      return true;
    } catch (error) {
      this.#context.logger.error({ operation: row.id, err: error }, 'operation could not be recorded');
      return false;
    }
  }

  /** Null: the server is closing; the record stays as it is. */
  async #act(row: OperationRow, signal: AbortSignal): Promise<{ error?: unknown } | null> {
    let plan: Plan | null = null;
    try {
      plan = await this.#planners[row.kind](row, signal);
      const { steps } = plan;
      for (const [index, step] of steps.entries()) {
        signal.throwIfAborted();
        await this.#operations.step(row.id, { name: step.name, number: index + 1, total: steps.length });
        await withSignal(signal, () => step.act());
      }
      return {};
    } catch (error) {
      if (signal.reason === CLOSING) return null;
      // The operation that cancelled it takes over.
      if (!signal.aborted) await this.#rollBack(plan, row, { error, signal });
      return { error: signal.aborted ? signal.reason : error };
    }
  }

  async #rollBack(
    plan: Plan | null,
    row: OperationRow,
    { error, signal }: { readonly error: unknown; readonly signal: AbortSignal },
  ): Promise<void> {
    if (plan?.rollBack === undefined) return;
    const { logger } = this.#context;
    try {
      await this.#operations.step(row.id, ROLL_BACK).catch((unrecorded: unknown) => {
        logger.warn({ operation: row.id, err: unrecorded }, 'a step could not be recorded');
      });
      await withSignal(signal, async () => plan.rollBack?.(error));
    } catch (second) {
      logger.error({ operation: row.id, err: second }, 'a rollback failed');
    }
  }
}

const ROLL_BACK: OperationStep = { name: 'roll-back', number: 1, total: 1 };

const CLOSING = new ConsoleError('interrupted', 'The server is closing.');
