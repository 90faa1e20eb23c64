import { randomUUID } from 'node:crypto';
import type { Fault } from '../../../lib/contract/fault.ts';
import type { FaultEnd } from '../../../lib/domain/fault-kinds.ts';
import { faultName } from '../../../lib/domain/faults.ts';
import type { FaultRow, NodeRow } from '../../db/api.ts';
import type { Context } from '../context.ts';
import type { NodeRegistry } from '../nodes/registry.ts';

const BY = 'fault on purpose';

/** Faults as the database has them. Those that are armed or active are known here, and published with their nodes. */
export class FaultRecords {
  readonly #context: Pick<Context, 'database' | 'now'>;
  readonly #registry: NodeRegistry;
  readonly #present = new Map<string, readonly FaultRow[]>();

  constructor(context: Pick<Context, 'database' | 'now'>, registry: NodeRegistry) {
    this.#context = context;
    this.#registry = registry;
  }

  async recall(): Promise<void> {
    for (const row of await this.#context.database.faults.present()) {
      if (this.#registry.find(row.nodeId) === undefined) await this.end(row, 'deleted');
      else this.#put(row);
    }
  }

  of(nodeId: string): readonly FaultRow[] {
    return this.#present.get(nodeId) ?? [];
  }

  async add(row: FaultRow): Promise<void> {
    await this.#context.database.faults.add(row);
    this.#put(row);
  }

  async write(row: FaultRow): Promise<void> {
    const { state, boot, begunAt, endedAt, end, endedBy, problem } = row;
    const patch = { state, boot, begunAt, endedAt, end, endedBy, problem };
    await this.#context.database.faults.update(row.id, patch);
    this.#put(row);
  }

  async end(row: FaultRow, end: FaultEnd, also: Partial<FaultRow> = {}): Promise<FaultRow> {
    const over: FaultRow = {
      ...{ ...row, problem: null, ...also },
      ...{ state: 'ended', end, endedAt: this.#context.now() },
    };
    await this.write(over);
    return over;
  }

  /** In the audit trail: what no request has done. */
  async note(node: NodeRow, fault: FaultRow, action: string, problem: string): Promise<void> {
    const { database, now } = this.#context;
    const event = { id: randomUUID(), at: now(), by: BY, address: null, action };
    const outcome = problem === '' ? ('done' as const) : ('failed' as const);
    const detail = problem.slice(0, 500);
    await database.audit.add({ ...event, target: `${node.name} ${faultName(fault)}`, outcome, detail });
  }

  #put(row: FaultRow): void {
    const before = this.of(row.nodeId);
    const isKnown = before.some(({ id }) => id === row.id);
    const all = isKnown ? before.map((each) => (each.id === row.id ? row : each)) : [...before, row];
    const next = all.filter(({ state }) => state !== 'ended');
    if (next.length === 0) this.#present.delete(row.nodeId);
    else this.#present.set(row.nodeId, next);
    this.#registry.update(row.nodeId, { faults: next.map(faultFrom) });
  }
}

export function faultFrom({ nodeId: _, fromBoot: __, ...fault }: FaultRow): Fault {
  return fault;
}
