import { bootSourceRequest } from '../../../lib/contract/boot-source.ts';
import type { CloneRequest } from '../../../lib/contract/clone.ts';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { createRequest, type NodeDetail } from '../../../lib/contract/node.ts';
import type { CreateResponse } from '../../../lib/contract/run.ts';
import { requirePermission } from '../../../lib/domain/permission.ts';
import { isOn } from '../../../lib/domain/power.ts';
import type { NodeRow } from '../../db/api.ts';
import type { Actor } from '../api.ts';
import { isSpoilt } from '../checkpoints/checkpoints.ts';
import { placeOf } from '../checkpoints/volumes.ts';
import { type Context, hostNamed } from '../context.ts';
import type { DiskCopy } from '../operations/copy-disk.ts';
import type { Nodes } from './nodes.ts';
import type { NodeRecord, NodeRegistry } from './registry.ts';

/** Makes nodes like others: the same machine, on the same host, with an identity of its own. */
export class Clones {
  readonly #context: Context;
  readonly #registry: NodeRegistry;
  readonly #nodes: Nodes;

  constructor(context: Context, registry: NodeRegistry, nodes: Nodes) {
    this.#context = context;
    this.#registry = registry;
    this.#nodes = nodes;
  }

  readonly clone = async (
    node: string,
    { name, start, ...wish }: CloneRequest,
    actor: Actor,
  ): Promise<CreateResponse> => {
    requirePermission(actor, 'nodes.create');
    const record = this.#registry.require(node);
    const { row } = record;
    const copy = wish.disk === 'blank' ? null : await this.#source(record, wish.checkpoint);
    const request = createRequest.parse({
      ...requestLike(row, (await this.#nodes.detail(row.id)).settings),
      ...{ diskGiB: copy?.diskGiB ?? row.diskGiB, start, ...(name !== undefined && { name }) },
    });
    const { labels, note, seedPassword } = row;
    const like = { labels, note, seedPassword };
    return this.#nodes.like({ request, prefix: row.name, like, copy: copy?.disk ?? null }, actor);
  };

  /** What is copied: of a node that is off, or as it was at a checkpoint. */
  async #source({ row, state }: NodeRecord, name: string | undefined) {
    const place = placeOf(row);
    if (name !== undefined) {
      const points = await this.#context.database.checkpoints.ofNode(row.id);
      const point = points.find((each) => each.name === name || each.id === name);
      if (point === undefined) throw noSuchPoint(row.name, name);
      if (!point.usable) throw isSpoilt(row.name, point.name);
      return { disk: { place, name: point.disk } satisfies DiskCopy, diskGiB: point.diskGiB };
    }
    if (isOn(state) || state === 'saved') throw notOff(row.name, state);
    const disk = await hostNamed(this.#context, row.host).checkpoints.disk(row.uuid);
    return { disk: { place, name: disk } satisfies DiskCopy, diskGiB: row.diskGiB };
  }
}

/** What would make the same machine again. */
function requestLike(row: NodeRow, settings: NodeDetail['settings']): object {
  const { bootSource: source } = row;
  const seed =
    source.kind === 'cloud-image' && source.seed !== null ? withoutPassword(source.seed) : undefined;
  return {
    ...{ template: row.template, flow: row.flow, host: row.host },
    ...(row.orchestrator !== null && { orchestrator: row.orchestrator }),
    ...{ vcpus: row.vcpus, memoryMiB: row.memoryMiB, machine: row.machine, pool: row.pool },
    bootSource: bootSourceRequest.parse(seed === undefined ? source : { ...source, seed }),
    network: row.networkKind === 'own' ? { kind: 'own' } : { kind: row.networkKind, name: row.network },
    ...(row.flow === 'nio' && settings.osProfile !== null && { osProfile: settings.osProfile }),
    ...(settings.ready !== null && { ready: settings.ready }),
    ...{ details: settings.details, recovery: settings.recovery, checkpointAt: settings.checkpointAt },
  };
}

/** Its hash goes to the new node as it is. */
function withoutPassword<Seed extends { readonly hasPassword: boolean }>({ hasPassword: _, ...seed }: Seed) {
  return seed;
}

const noSuchPoint = (node: string, name: string): ConsoleError =>
  new ConsoleError('not-found', `"${node}" has no checkpoint "${name}".`, {
    fix: `See ven checkpoint list ${node}.`,
    errors: [{ field: 'checkpoint', message: 'There is no such checkpoint.' }],
  });

const notOff = (node: string, state: string): ConsoleError =>
  new ConsoleError('conflict', `"${node}" is ${state}: its disk changes while it would be copied.`, {
    fix: 'Power it off, or make a checkpoint and clone from that.',
  });
