import type { StageEvent } from '../../../lib/contract/boot.ts';
import { imageOf } from '../../../lib/contract/boot-source.ts';
import { ConsoleError } from '../../../lib/contract/error.ts';
import type {
  AnsweringFact,
  InputRefusal,
  Node,
  NodeState,
  OrchestratorView,
} from '../../../lib/contract/node.ts';
import type { Stage } from '../../../lib/domain/stages.ts';
import type { Operation } from '../../../lib/contract/operation.ts';
import type { Fault } from '../../../lib/contract/fault.ts';
import type { Bus } from '../bus.ts';
import type { Database, NodeRow } from '../../db/api.ts';

/** What core holds in memory of a node that is not deleted. Only the registry changes it. */
export interface NodeRecord {
  readonly row: NodeRow;
  readonly state: NodeState;
  readonly bootNumber: number | null;
  readonly expectedStages: readonly Stage[];
  /** The progress of its current or latest boot. */
  readonly stages: readonly StageEvent[];
  readonly view: OrchestratorView | null;
  readonly operation: Operation | null;
  readonly answering: AnsweringFact | null;
  readonly inputRefused: readonly InputRefusal[];
  /** Armed and active ones. */
  readonly faults: readonly Fault[];
  readonly revision: number;
}

export type RecordPatch = Partial<Omit<NodeRecord, 'row' | 'revision'>>;
export type RowPatch = Partial<Omit<NodeRow, 'id'>>;

/** The existing nodes: combines what database, libvirt and orchestrator know about each. */
export class NodeRegistry {
  readonly #database: Database;
  readonly #bus: Bus;
  readonly #records = new Map<string, NodeRecord>();

  constructor(database: Database, bus: Bus) {
    this.#database = database;
    this.#bus = bus;
  }

  /** Adds a node that was just written to the database, or read from it, with its libvirt state still unknown. */
  add(row: NodeRow, state: 'no domain' | 'no state'): void {
    this.#records.set(row.id, {
      row,
      state,
      bootNumber: null,
      expectedStages: [],
      stages: [],
      view: null,
      operation: null,
      answering: null,
      inputRefused: [],
      faults: [],
      revision: this.#bus.nextRevision(),
    });
    this.#emit(row.id);
  }

  all(): NodeRecord[] {
    return [...this.#records.values()];
  }

  find(id: string): NodeRecord | undefined {
    return this.#records.get(id);
  }

  get(id: string): NodeRecord {
    const record = this.#records.get(id);
    if (record === undefined) throw noSuchNode(id);
    return record;
  }

  /** By id, name, serial number or UUID. */
  lookUp(idOrName: string): NodeRecord | undefined {
    const wanted = idOrName.toLowerCase();
    return (
      this.#records.get(idOrName) ??
      this.all().find(
        ({ row }) => row.name === idOrName || row.serial === idOrName || row.uuid.toLowerCase() === wanted,
      )
    );
  }

  /** Like `lookUp`; throws if there is no such node. */
  require(idOrName: string): NodeRecord {
    const record = this.lookUp(idOrName);
    if (record === undefined) throw noSuchNode(idOrName);
    return record;
  }

  /** Names of the nodes whose boot source is the image. */
  usersOfImage(name: string): string[] {
    return this.all()
      .filter(({ row }) => row.deletedAt === null && imageOf(row.bootSource) === name)
      .map(({ row }) => row.name);
  }

  byUuid(host: string, uuid: string): NodeRecord | undefined {
    return this.all().find(({ row }) => row.host === host && row.uuid === uuid);
  }

  /** Changes state that the database does not hold, and publishes the node if something differs. */
  update(id: string, patch: RecordPatch): void {
    const record = this.#records.get(id);
    if (record === undefined) return;
    const next = { ...record, ...patch };
    if (JSON.stringify(next) === JSON.stringify(record)) return;
    this.#records.set(id, { ...next, revision: this.#bus.nextRevision() });
    this.#emit(id);
  }

  /** Whether a record meets the condition before the signal. */
  until(id: string, isSo: (record: NodeRecord) => boolean, signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      const end = (outcome: boolean) => {
        unsubscribe();
        signal.removeEventListener('abort', abort);
        resolve(outcome);
      };
      const abort = () => end(false);
      const look = () => {
        const record = this.#records.get(id);
        if (record === undefined || isSo(record)) end(true);
      };
      const unsubscribe = this.#bus.on((change) => {
        if (change.kind === 'node' && change.object.id === id) look();
      });
      signal.addEventListener('abort', abort);
      if (signal.aborted) end(false);
      else look();
    });
  }

  /** Commits, then publishes. */
  async write(id: string, patch: RowPatch, also: RecordPatch = {}): Promise<void> {
    await this.#database.nodes.update(id, patch);
    const record = this.#records.get(id);
    if (record === undefined) return;
    const row = { ...record.row, ...patch };
    this.#records.set(id, { ...record, ...also, row, revision: this.#bus.nextRevision() });
    this.#emit(id);
  }

  /** Publishes a deleted node for the last time and removes it from the registry. */
  async archive(id: string, deletedAt: string, patch: RowPatch = {}): Promise<void> {
    await this.write(id, { ...patch, deletedAt }, { state: 'no domain' });
    this.#records.delete(id);
  }

  #emit(id: string): void {
    this.#bus.emit({ kind: 'node', object: nodeFrom(this.get(id)) });
  }
}

/** The node in the form of the contract. */
export function nodeFrom(record: NodeRecord): Node {
  const { row, stages, expectedStages, view, inputRefused, faults, ...rest } = record;
  const { registration: _, seedPassword: __, files: ___, labels, ...facts } = row;
  const lists = {
    stages: [...stages],
    expectedStages: [...expectedStages],
    inputRefused: [...inputRefused],
    faults: [...faults],
    labels: [...labels],
  };
  return { ...facts, ...rest, ...lists, orchestratorView: view };
}

/** A deleted node: no stage is to come. */
export function nodeFromRow(
  row: NodeRow,
  bootNumber: number | null = null,
  events: readonly (StageEvent & { readonly id?: string; readonly bootId?: string })[] = [],
): Node {
  const stages = events.map(({ id: _, bootId: __, ...event }) => event);
  const nothing = {
    ...{ expectedStages: [], view: null, operation: null, answering: null, inputRefused: [] },
    ...{ faults: [], revision: 0 },
  };
  return nodeFrom({ row, state: 'no domain', bootNumber, stages, ...nothing });
}

export function noSuchNode(idOrName: string): ConsoleError {
  return new ConsoleError('not-found', `There is no node "${idOrName}".`, {
    fix: 'Check the list of nodes; it may have been deleted.',
  });
}
