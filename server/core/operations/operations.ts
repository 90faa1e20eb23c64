import { randomUUID } from 'node:crypto';
import { ConsoleError, type FailureNote } from '../../../lib/contract/error.ts';
import type { Operation, OperationKind, OperationStep } from '../../../lib/contract/operation.ts';
import type { OperationRow } from '../../db/api.ts';
import { asConsoleError, type Context } from '../context.ts';
import type { NodeRegistry } from '../nodes/registry.ts';

/** Operations: recorded before they are carried out, then with each step, until their end. */
export class Operations {
  readonly #context: Context;
  readonly #registry: NodeRegistry;
  /** Running operations: their latest rows, and the node's name, which is lost with a deletion. */
  readonly #open = new Map<string, { readonly row: OperationRow; readonly nodeName: string }>();

  constructor(context: Context, registry: NodeRegistry) {
    this.#context = context;
    this.#registry = registry;
  }

  row(kind: OperationKind, nodeId: string, by: string, request: OperationRow['request']): OperationRow {
    return {
      id: randomUUID(),
      kind,
      nodeId,
      state: 'recorded',
      step: null,
      request,
      by,
      recordedAt: this.#context.now(),
      endedAt: null,
      error: null,
    };
  }

  /** Committed when this resolves. */
  async record(row: OperationRow): Promise<Operation> {
    await this.#context.database.operations.record(row);
    return this.track(row);
  }

  /** For an operation already in the database: recorded with its node, or by an earlier process of this server. */
  track(row: OperationRow): Operation {
    const nodeName = this.#registry.find(row.nodeId)?.row.name ?? '';
    this.#open.set(row.id, { row, nodeName });
    return this.#publish(row, nodeName);
  }

  async step(id: string, step: OperationStep): Promise<void> {
    await this.#change(id, { state: 'acting', step });
  }

  async succeeded(id: string): Promise<void> {
    await this.#change(id, { state: 'succeeded', step: null, endedAt: this.#context.now() });
  }

  async failed(id: string, error: unknown): Promise<FailureNote> {
    const { code, message, fix } = asConsoleError(error);
    const note = { code, message, fix };
    await this.#change(id, { state: 'failed', endedAt: this.#context.now(), error: note });
    return note;
  }

  async get(id: string): Promise<Operation> {
    const row = await this.#context.database.operations.get(id);
    if (row !== null) return operationFrom(row, await this.#nameOf(row.nodeId));
    throw new ConsoleError('not-found', `There is no operation "${id}".`, {
      fix: 'Check the node that it was for.',
    });
  }

  async ofNode(nodeId: string): Promise<Operation[]> {
    const [rows, name] = await Promise.all([
      this.#context.database.operations.ofNode(nodeId),
      this.#nameOf(nodeId),
    ]);
    return rows.map((row) => operationFrom(row, name));
  }

  async #nameOf(nodeId: string): Promise<string> {
    const known = this.#registry.find(nodeId)?.row ?? (await this.#context.database.nodes.get(nodeId));
    return known?.name ?? '';
  }

  async #change(
    id: string,
    patch: Partial<Pick<OperationRow, 'state' | 'step' | 'endedAt' | 'error'>>,
  ): Promise<void> {
    const open = this.#open.get(id);
    if (open === undefined) throw new Error(`operation ${id} has ended`);
    await this.#context.database.operations.update(id, patch);
    const { nodeName } = open;
    const row = { ...open.row, ...patch };
    if (row.endedAt === null) this.#open.set(id, { row, nodeName });
    else this.#open.delete(id);
    this.#publish(row, nodeName);
  }

  #publish(row: OperationRow, nodeName: string): Operation {
    const operation = operationFrom(row, nodeName);
    this.#registry.update(row.nodeId, { operation: row.endedAt === null ? operation : null });
    this.#context.bus.emit({ kind: 'operation', object: operation });
    return operation;
  }
}

function operationFrom({ request: _, ...facts }: OperationRow, nodeName: string): Operation {
  return { ...facts, nodeName };
}
