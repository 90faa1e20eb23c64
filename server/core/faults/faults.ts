import { randomUUID } from 'node:crypto';
import { ConsoleError } from '../../../lib/contract/error.ts';
import type { Fault, FaultRequest } from '../../../lib/contract/fault.ts';
import type { Node } from '../../../lib/contract/node.ts';
import type { FaultEnd } from '../../../lib/domain/fault-kinds.ts';
import { faultRefusal, faultStep, firstBoot, inTheWayOf, waitsForStage } from '../../../lib/domain/faults.ts';
import { requirePermission } from '../../../lib/domain/permission.ts';
import { isOn } from '../../../lib/domain/power.ts';
import type { FaultRow, NodeRow } from '../../db/api.ts';
import type { HypervisorHost } from '../../hypervisor/api.ts';
import { KeyedMutex } from '../../locks/keyed-mutex.ts';
import type { Actor } from '../access/actor.ts';
import { type Context, hostNamed } from '../context.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { noSuchNode, type NodeRecord, type NodeRegistry } from '../nodes/registry.ts';
import { ACTS } from './acts.ts';
import type { FaultsSection } from './api.ts';
import { faultFrom, FaultRecords } from './fault-records.ts';

interface FaultsParts {
  readonly context: Context;
  readonly registry: NodeRegistry;
  readonly inventory: Pick<Inventory, 'look'>;
}

/** What could not be taken back is tried again after this. */
const RETRY_MS = 10_000;

/**
 * Faults of nodes, from their request to their end. Each is recorded before the host is asked, so that the next process of
 * the server finishes what this one has begun: begins it, takes it back, or finds it gone with the power of the machine.
 */
export class Faults implements FaultsSection {
  readonly #parts: FaultsParts;
  readonly #mutex = new KeyedMutex();
  readonly #records: FaultRecords;
  /** Ids of active ones that this process knows to be in force. */
  readonly #inForce = new Set<string>();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #queued = new Set<string>();
  readonly #unsubscribe: () => void;
  #isClosed = false;

  constructor(parts: FaultsParts) {
    this.#parts = parts;
    this.#records = new FaultRecords(parts.context, parts.registry);
    this.#unsubscribe = parts.context.bus.on((change) => {
      if (change.kind === 'node') this.#changed(change.object);
    });
  }

  /** Those of an earlier process; needs the nodes. */
  recall(): Promise<void> {
    return this.#records.recall();
  }

  async list(node: string): Promise<Fault[]> {
    const { database } = this.#parts.context;
    const id = this.#parts.registry.lookUp(node)?.row.id ?? (await database.nodes.get(node))?.id;
    if (id === undefined) throw noSuchNode(node);
    return (await database.faults.ofNode(id)).map(faultFrom).toReversed();
  }

  async start(node: string, request: FaultRequest, actor: Actor): Promise<Fault> {
    requirePermission(actor, 'faults.write');
    const { context, registry } = this.#parts;
    return this.#mutex.run(registry.require(node).row.id, async () => {
      const record = registry.require(node);
      const { id: nodeId } = record.row;
      const at = waitsForStage(request.at ?? null, record.state);
      requirePossible(
        hostNamed(context, record.row.host),
        record,
        { ...request, at },
        this.#records.of(nodeId),
      );
      const row: FaultRow = {
        ...{ id: randomUUID(), nodeId, kind: request.kind, at, seconds: request.seconds ?? null },
        ...{ rateKiBps: request.rateKiBps ?? null, lossPercent: request.lossPercent ?? null },
        ...{ state: 'armed', fromBoot: firstBoot(record), boot: null },
        ...{ createdAt: context.now(), createdBy: actor.name },
        ...{ begunAt: null, endedAt: null, end: null, endedBy: null, problem: null },
      };
      await this.#records.add(row);
      if (at !== null) return faultFrom(row);
      const begun = await this.#begin(record, row);
      if (begun instanceof ConsoleError) throw begun;
      return faultFrom(begun);
    });
  }

  async end(node: string, fault: string | null, actor: Actor): Promise<Fault[]> {
    requirePermission(actor, 'faults.write');
    const { context, registry } = this.#parts;
    const { id } = registry.require(node).row;
    return this.#mutex.run(id, async () => {
      const all = await context.database.faults.ofNode(id);
      const chosen =
        fault === null
          ? all.filter(({ state }) => state !== 'ended')
          : all.filter((each) => each.id === fault);
      if (fault !== null && chosen.length === 0)
        throw new ConsoleError('not-found', `"${node}" has no fault ${fault}.`, {
          fix: `See ven fault list ${node}.`,
        });
      const ended: Fault[] = [];
      for (const row of chosen)
        ended.push(faultFrom(row.state === 'ended' ? row : await this.#end(row, 'person', actor.name)));
      return ended;
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#unsubscribe();
    for (const timer of this.#timers.values()) clearTimeout(timer);
    await this.#mutex.idle();
  }

  #changed({ id }: Node): void {
    if (this.#records.of(id).length === 0 || this.#queued.has(id)) return;
    this.#later(id, () => this.#look(id));
  }

  #later(id: string, work: () => Promise<void>): void {
    if (this.#isClosed) return;
    this.#queued.add(id);
    void this.#mutex
      .run(id, async () => {
        this.#queued.delete(id);
        if (!this.#isClosed) await work();
      })
      .catch((error: unknown) => {
        this.#parts.context.logger.warn(
          { node: id, err: error },
          'the faults of a node could not be looked at',
        );
      });
  }

  /** Does what is due. */
  async #look(id: string): Promise<void> {
    const { row: node } = this.#parts.registry.find(id) ?? {};
    if (node === undefined || node.deletedAt !== null) return this.#forget(id);
    for (const { id: faultId } of this.#records.of(id)) {
      const record = this.#parts.registry.find(id);
      const row = this.#records.of(id).find((each) => each.id === faultId);
      if (record === undefined || row === undefined) continue;
      if (isLeftOver(row, record) && !this.#inForce.has(row.id)) {
        // An earlier process has begun it, and may have ended before the host heard of it.
        await this.#act(record, row);
        continue;
      }
      const step = faultStep(row, record, this.#parts.context.now());
      if (step?.act === 'begin') await this.#begin(record, row, true);
      if (step?.act === 'wait') this.#lookAt(row, step.until);
      if (step?.act === 'end') await this.#endByItself(row, step.why);
    }
  }

  #lookAt({ id, nodeId }: FaultRow, until: number): void {
    clearTimeout(this.#timers.get(id));
    const wait = Math.max(0, until - Date.parse(this.#parts.context.now()));
    this.#timers.set(
      id,
      setTimeout(() => this.#later(nodeId, () => this.#look(nodeId)), wait),
    );
  }

  async #begin(record: NodeRecord, armed: FaultRow, byItself = false): Promise<FaultRow | ConsoleError> {
    const { context } = this.#parts;
    const inTheWay = inTheWayOf(armed.kind, this.#records.of(armed.nodeId));
    if (inTheWay !== null) {
      await this.#finish(armed, 'failed', { problem: inTheWay });
      if (byItself) await this.#records.note(record.row, armed, 'fault begin', inTheWay);
      return new ConsoleError('conflict', inTheWay);
    }
    const row: FaultRow = { ...armed, state: 'active', begunAt: context.now(), boot: record.bootNumber ?? 1 };
    await this.#records.write(row);
    const outcome = await this.#act(record, row);
    const problem = outcome instanceof ConsoleError ? outcome.message : '';
    if (byItself) await this.#records.note(record.row, armed, 'fault begin', problem);
    return outcome;
  }

  /** The error is recorded with the fault. */
  async #act({ row: node }: NodeRecord, row: FaultRow): Promise<FaultRow | ConsoleError> {
    const { context, inventory } = this.#parts;
    this.#inForce.add(row.id);
    try {
      await ACTS[row.kind].begin(hostNamed(context, node.host), node, row);
    } catch (error) {
      if (!(error instanceof ConsoleError)) throw error;
      await this.#clearRests(node, row);
      await this.#finish(row, 'failed', { problem: error.message });
      return error;
    }
    // What follows must not meet the state from before it: events arrive later.
    if (row.kind === 'pause' || row.kind === 'power-cut') await inventory.look(node.host, node.uuid);
    if (row.kind === 'power-cut') return this.#finish(row, 'done');
    if (row.seconds !== null) this.#lookAt(row, Date.parse(row.begunAt ?? '') + row.seconds * 1000);
    return row;
  }

  /** What was refused may have been done in part. */
  async #clearRests(node: NodeRow, row: FaultRow): Promise<void> {
    if (row.kind === 'pause') return;
    await ACTS[row.kind]
      .takeBack(hostNamed(this.#parts.context, node.host), node, row)
      .catch(() => undefined);
  }

  async #endByItself(row: FaultRow, why: FaultEnd): Promise<void> {
    const node = this.#parts.registry.find(row.nodeId)?.row;
    try {
      await this.#end(row, why, null);
      if (node !== undefined) await this.#records.note(node, row, 'fault end', '');
    } catch (error) {
      if (!(error instanceof ConsoleError)) throw error;
      this.#lookAt(row, Date.parse(this.#parts.context.now()) + RETRY_MS);
    }
  }

  /** Rejects, with the fault as it was, if the host refuses to take it back. */
  async #end(row: FaultRow, why: FaultEnd, by: string | null): Promise<FaultRow> {
    const { context, registry, inventory } = this.#parts;
    const record = registry.find(row.nodeId);
    if (record !== undefined && isToTakeBack(row, record, why)) {
      const { row: node } = record;
      try {
        await ACTS[row.kind].takeBack(hostNamed(context, node.host), node, row);
      } catch (error) {
        if (error instanceof ConsoleError) await this.#records.write({ ...row, problem: error.message });
        throw error;
      }
      if (row.kind === 'pause') await inventory.look(node.host, node.uuid);
    }
    return this.#finish(row, why, { endedBy: by });
  }

  /** Its host has nothing of it any more. */
  async #forget(id: string): Promise<void> {
    for (const row of this.#records.of(id)) await this.#finish(row, 'deleted');
  }

  async #finish(row: FaultRow, end: FaultEnd, also: Partial<FaultRow> = {}): Promise<FaultRow> {
    clearTimeout(this.#timers.get(row.id));
    this.#timers.delete(row.id);
    this.#inForce.delete(row.id);
    return this.#records.end(row, end, also);
  }
}

/** Active in the present boot. */
const isLeftOver = ({ state, boot }: FaultRow, record: NodeRecord): boolean =>
  state === 'active' && isOn(record.state) && boot === record.bootNumber;

/** A machine that was off in between has nothing of it, unless nobody saw the power-off: then it does no harm. */
function isToTakeBack({ state, kind, boot }: FaultRow, record: NodeRecord, why: FaultEnd): boolean {
  if (state !== 'active' || why === 'resumed' || why === 'done') return false;
  // What is not known may be on: then the host has to say that it cannot be reached.
  if (!isOn(record.state) && record.state !== 'no state') return false;
  return kind !== 'pause' || boot === record.bootNumber;
}

function requirePossible(
  host: HypervisorHost,
  record: NodeRecord,
  wish: Pick<FaultRow, 'kind' | 'at'>,
  present: readonly FaultRow[],
): void {
  const refusal =
    record.operation?.kind === 'delete'
      ? { field: 'node', message: 'It is being deleted.', fix: 'Choose another node.' }
      : (faultRefusal(wish, record, present) ??
        (wish.kind === 'link-lossy' ? host.faults.lossRefusal : null));
  if (refusal === null) return;
  const { field = 'kind', message, fix } = { field: undefined, ...refusal };
  throw new ConsoleError('conflict', message, { fix, errors: [{ field, message }] });
}
