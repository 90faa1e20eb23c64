import { randomBytes } from 'node:crypto';
import {
  type Checkpoint,
  type CheckpointRequest,
  MOST_CHECKPOINTS,
  type RestoreRequest,
} from '../../../lib/contract/checkpoint.ts';
import { ConsoleError } from '../../../lib/contract/error.ts';
import type { Operation } from '../../../lib/contract/operation.ts';
import {
  checkpointRefusal,
  goBackRefusal,
  nameAtStage,
  onboardsAgain,
  unusedName,
} from '../../../lib/domain/checkpoint.ts';
import { requirePermission } from '../../../lib/domain/permission.ts';
import { isOn } from '../../../lib/domain/power.ts';
import type { CheckpointRow } from '../../db/api.ts';
import type { Layer } from '../../hypervisor/api.ts';
import type { Actor, Core } from '../api.ts';
import { type Context, hostNamed } from '../context.ts';
import type { Nodes } from '../nodes/nodes.ts';
import type { NodeRecord, NodeRegistry } from '../nodes/registry.ts';
import type { CheckpointParameters } from './parameters.ts';
import { mergesFor } from './merges.ts';
import { placeOf } from './volumes.ts';

type Section = Core['checkpoints'];

/** Points that nodes can go back to: of disk, firmware variables and TPM state together. */
export class Checkpoints implements Section {
  readonly #context: Context;
  readonly #registry: NodeRegistry;
  readonly #nodes: Pick<Nodes, 'operate'>;

  constructor(context: Context, registry: NodeRegistry, nodes: Pick<Nodes, 'operate'>) {
    this.#context = context;
    this.#registry = registry;
    this.#nodes = nodes;
  }

  async list(node: string): Promise<Checkpoint[]> {
    const { row } = this.#registry.require(node);
    const rows = await this.#context.database.checkpoints.ofNode(row.id);
    if (rows.length === 0) return [];
    const layers = await hostNamed(this.#context, row.host)
      .checkpoints.layers(placeOf(row))
      .catch(unknownSizes);
    return rows.map((each) => checkpointFrom(each, layers));
  }

  async get(node: string, name: string): Promise<Checkpoint> {
    const found = (await this.list(node)).find((each) => each.name === name || each.id === name);
    if (found !== undefined) return found;
    throw new ConsoleError('not-found', `"${node}" has no checkpoint "${name}".`, {
      fix: `See ven checkpoint list ${node}.`,
    });
  }

  async create(node: string, request: CheckpointRequest, actor: Actor): Promise<Operation> {
    requirePermission(actor, 'checkpoints.write');
    return this.#nodes.operate(node, 'checkpoint', actor, (record) => this.#planned(record, request));
  }

  async goBack(node: string, name: string, request: RestoreRequest, actor: Actor): Promise<Operation> {
    requirePermission(actor, 'checkpoints.write');
    return this.#nodes.operate(node, 'go-back', actor, async (record) => {
      const { row, state } = record;
      const point = await this.get(row.id, name);
      if (!point.usable) throw isSpoilt(row.name, point.name);
      const refusal = goBackRefusal({ state, operation: null });
      if (refusal !== null) throw refused(row.name, 'go back to a checkpoint', refusal);
      if (isOn(state) && !request.powerOff) {
        throw new ConsoleError('conflict', `"${row.name}" is ${state}: going back cuts its power.`, {
          fix: 'Power it off first, or confirm that (ven checkpoint restore --power-off).',
        });
      }
      const { checkpoints } = hostNamed(this.#context, row.host);
      const present = { disk: await checkpoints.disk(row.uuid), state: await checkpoints.state(row.uuid) };
      return { checkpoint: point.id, name: point.name, start: request.start, id: newId(), ...present };
    });
  }

  async remove(node: string, name: string, actor: Actor): Promise<Operation> {
    requirePermission(actor, 'checkpoints.write');
    return this.#nodes.operate(node, 'drop-checkpoint', actor, async ({ row, state }) => {
      const point = await this.get(row.id, name);
      const others = (await this.#context.database.checkpoints.ofNode(row.id)).filter(
        ({ id }) => id !== point.id,
      );
      const merges = await mergesFor(hostNamed(this.#context, row.host), row, others);
      if (state === 'saved' && merges.length > 0) throw hasMemory(row.name);
      return { checkpoint: point.id, name: point.name, merges };
    });
  }

  async #planned(record: NodeRecord, request: CheckpointRequest): Promise<CheckpointParameters> {
    const { row, state, view } = record;
    const refusal = checkpointRefusal({ state, operation: null });
    if (refusal !== null) throw refused(row.name, 'get a checkpoint', refusal);
    const present = await this.#context.database.checkpoints.ofNode(row.id);
    if (present.length >= MOST_CHECKPOINTS) throw tooMany(row.name);
    return {
      id: newId(),
      name: nameFor(record, request.name, present),
      note: request.note,
      stage: row.stage,
      readyAt: row.readyAt,
      on: isOn(state),
      running: state === 'running' || state === 'blocked',
      state: await hostNamed(this.#context, row.host).checkpoints.state(row.uuid),
      orchestratorHost: view?.hostId ?? null,
    };
  }
}

/** Part of the names of volumes. */
const newId = (): string => randomBytes(4).toString('hex');

/** What a checkpoint takes is shown, if its host answers. */
function unknownSizes(error: unknown): null {
  if (error instanceof ConsoleError) return null;
  throw error;
}

function checkpointFrom(row: CheckpointRow, layers: readonly Layer[] | null): Checkpoint {
  const { nodeId: _, disk, state, readyAt, ...facts } = row;
  const copies = (state.nvram?.bytes ?? 0) + (state.tpm?.bytes ?? 0);
  const bytes = layers?.find(({ name }) => name === disk)?.bytes ?? null;
  return {
    ...facts,
    bytes: bytes === null ? null : bytes + copies,
    onboardsAgain: onboardsAgain({ stage: row.stage, readyAt }),
  };
}

function nameFor({ row }: NodeRecord, wish: string | undefined, present: readonly CheckpointRow[]): string {
  if (wish === undefined) return unusedName(nameAtStage(row.stage), present);
  if (!present.some(({ name }) => name === wish)) return wish;
  const message = `"${row.name}" has a checkpoint "${wish}" already.`;
  throw new ConsoleError('conflict', message, {
    fix: 'Choose another name, or delete that one.',
    errors: [{ field: 'name', message }],
  });
}

const refused = (name: string, what: string, why: string): ConsoleError =>
  new ConsoleError('conflict', `"${name}" cannot ${what} now: ${why}.`, { fix: 'Try again in a moment.' });

const tooMany = (name: string): ConsoleError =>
  new ConsoleError('conflict', `"${name}" has ${MOST_CHECKPOINTS} checkpoints, as many as it may have.`, {
    fix: 'Delete one that is not needed any more.',
  });

const hasMemory = (name: string): ConsoleError =>
  new ConsoleError('conflict', `The memory of "${name}" is saved, and belongs to its disk as it is.`, {
    fix: 'Start the node, then delete the checkpoint: its disk is merged meanwhile.',
  });

/** Its deletion has begun, and failed. */
export const isSpoilt = (node: string, name: string): ConsoleError =>
  new ConsoleError('conflict', `The checkpoint "${name}" of "${node}" was being deleted: it is not whole.`, {
    fix: `Delete it again (ven checkpoint delete ${node} ${name}), and choose another one.`,
  });
