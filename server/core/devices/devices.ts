import { randomBytes } from 'node:crypto';
import { ConsoleError, type ErrorCode } from '../../../lib/contract/error.ts';
import type {
  DeviceTime,
  DiskAttachRequest,
  NicAttachRequest,
  VolumeFate,
} from '../../../lib/contract/node-device.ts';
import type { Operation } from '../../../lib/contract/operation.ts';
import {
  deviceRefusal,
  type DeviceRefusal,
  diskDetachRefusal,
  diskViews,
  nicDetachRefusal,
  nicViews,
} from '../../../lib/domain/node-devices.ts';
import { requirePermission } from '../../../lib/domain/permission.ts';
import type { HypervisorHost } from '../../hypervisor/api.ts';
import { isAddedVolume, poolName } from '../../hypervisor/index.ts';
import type { Actor } from '../api.ts';
import type { Context } from '../context.ts';
import { newMac } from '../create/identities.ts';
import { requireNetwork } from '../nodes/edit-checks.ts';
import type { Nodes } from '../nodes/nodes.ts';
import type { NodeRecord, NodeRegistry } from '../nodes/registry.ts';
import type { NodeResources } from '../nodes/resources.ts';
import type { DevicesSection } from './api.ts';
import type {
  AttachDiskParameters,
  AttachNicParameters,
  DetachDiskParameters,
  DetachNicParameters,
} from './parameters.ts';
import { requireUnused } from './plans.ts';

interface DevicesParts {
  readonly context: Context;
  readonly registry: NodeRegistry;
  readonly resources: NodeResources;
  readonly nodes: Pick<Nodes, 'operate'>;
}

/** Disks and network cards that nodes are given beside those they were made with, and lose again. */
export class Devices implements DevicesSection {
  readonly #parts: DevicesParts;

  constructor(parts: DevicesParts) {
    this.#parts = parts;
  }

  async attachDisk(node: string, request: DiskAttachRequest, actor: Actor): Promise<Operation> {
    requirePermission(actor, 'nodes.edit');
    return this.#parts.nodes.operate(node, 'attach-disk', actor, async (record) => {
      const host = this.#host(record);
      return { ...(await this.#diskFor(host, record, request)) };
    });
  }

  async detachDisk(
    node: string,
    target: string,
    wish: { readonly volume: VolumeFate; readonly at: DeviceTime },
    actor: Actor,
  ): Promise<Operation> {
    requirePermission(actor, 'nodes.edit');
    return this.#parts.nodes.operate(node, 'detach-disk', actor, async (record) => {
      const hardware = await this.#host(record).domains.configuration(record.row.uuid);
      const view = diskViews(hardware).find(({ id }) => id === target);
      const disk = view?.present ?? view?.next ?? null;
      if (view === undefined || disk === null) throw nothingCalled(record.row.name, 'disk', target);
      refuseIf(diskDetachRefusal(view, record.state, wish), 'disk');
      const { pool, volume } = disk;
      return { target, at: wish.at, fate: wish.volume, pool, volume } satisfies DetachDiskParameters;
    });
  }

  async attachNic(node: string, request: NicAttachRequest, actor: Actor): Promise<Operation> {
    requirePermission(actor, 'nodes.edit');
    return this.#parts.nodes.operate(node, 'attach-nic', actor, async (record) => {
      const { row } = record;
      const host = this.#host(record);
      await requireNetwork(host, this.#parts.resources.orchestrator(row), request.network);
      const mac = await this.#macFor(host, record, request.mac);
      return { network: request.network, model: request.model, mac } satisfies AttachNicParameters;
    });
  }

  async detachNic(node: string, mac: string, at: DeviceTime, actor: Actor): Promise<Operation> {
    requirePermission(actor, 'nodes.edit');
    return this.#parts.nodes.operate(node, 'detach-nic', actor, async (record) => {
      const hardware = await this.#host(record).domains.configuration(record.row.uuid);
      const view = nicViews(hardware).find(({ id }) => id === mac);
      if (view === undefined) throw nothingCalled(record.row.name, 'network card', mac);
      refuseIf(nicDetachRefusal(view, record.state, at), 'mac');
      return { mac, at } satisfies DetachNicParameters;
    });
  }

  /** Of a node whose machine can be changed. */
  #host({ row, state }: NodeRecord): HypervisorHost {
    refuseIf(deviceRefusal(state), 'node');
    return this.#parts.resources.host(row);
  }

  async #diskFor(
    host: HypervisorHost,
    { row }: NodeRecord,
    { sizeGiB, volume, pool, bus }: DiskAttachRequest,
  ): Promise<AttachDiskParameters> {
    const own = poolName(this.#parts.context.installation);
    const id = randomBytes(4).toString('hex');
    if (volume === undefined) {
      const elsewhere = pool === own ? null : pool;
      requireSpace(host, elsewhere, sizeGiB ?? 0);
      return { id, bus, sizeGiB: sizeGiB ?? null, pool: elsewhere, volume: null };
    }
    const name = pool ?? own;
    const { pools } = await host.resources();
    if (!pools.some((each) => each.name === name))
      throw refused('not-found', `The host has no storage pool "${name}".`, 'See its page.', 'pool');
    const found = (await host.anyStorage.volumes(name)).find((each) => each.name === volume);
    if (found === undefined)
      throw refused(
        'not-found',
        `There is no volume "${volume}" in the pool ${name}.`,
        'See the page of the pool.',
        'volume',
      );
    if (name === own && !isAddedVolume(volume))
      throw refused(
        'conflict',
        `"${volume}" is in the console's own pool and belongs to another node, or is an image.`,
        'Choose a volume of another pool, or one that was detached from a node.',
        'volume',
      );
    const { format } = found;
    if (format !== 'raw' && format !== 'qcow2')
      throw refused(
        'conflict',
        `"${volume}" has the format ${format ?? 'unknown'}.`,
        'Choose a raw or qcow2 volume.',
        'volume',
      );
    await requireUnused(host, row, { pool: name, name: volume });
    if (found.users.includes(row.name))
      throw refused(
        'conflict',
        `"${row.name}" has the volume "${volume}" already.`,
        'Choose another.',
        'volume',
      );
    return { id, bus, sizeGiB: null, pool: name, volume: { name: volume, path: found.path, format } };
  }

  async #macFor(host: HypervisorHost, { row }: NodeRecord, wish: string | undefined): Promise<string> {
    const { present, next } = await host.domains.configuration(row.uuid);
    const others = this.#parts.registry.all().filter((each) => each.row.host === row.host);
    const taken = new Map([
      ...others.map((each) => [each.row.mac.toLowerCase(), each.row.name] as const),
      ...[...(present?.nics ?? []), ...next.nics].map(({ mac }) => [mac, row.name] as const),
    ]);
    if (wish === undefined) {
      let mac = newMac();
      while (taken.has(mac)) mac = newMac();
      return mac;
    }
    const holder = taken.get(wish);
    if (holder === undefined) return wish;
    throw refused('conflict', `${holder} has a card with the address ${wish}.`, 'Choose another one.', 'mac');
  }
}

/** A sparse disk may exceed the free space, but not the size of the storage. */
function requireSpace(host: HypervisorHost, pool: string | null, sizeGiB: number): void {
  const { capacity } = host.status;
  const most =
    pool === null ? capacity?.poolGiB : capacity?.otherPools.find(({ name }) => name === pool)?.capacityGiB;
  if (most === undefined || most === 0 || sizeGiB <= most) return;
  throw refused(
    'no-capacity',
    `A disk of ${sizeGiB} GiB is larger than the storage of ${host.name} (${Math.floor(most)} GiB).`,
    'Choose a smaller size.',
    'sizeGiB',
  );
}

function refuseIf(refusal: DeviceRefusal | null, field: string): void {
  if (refusal !== null) throw refused('conflict', refusal.message, refusal.fix, field);
}

const nothingCalled = (node: string, what: string, id: string): ConsoleError =>
  new ConsoleError('not-found', `"${node}" has no ${what} ${id}.`, { fix: `See ven show ${node}.` });

function refused(code: ErrorCode, message: string, fix: string, field: string): ConsoleError {
  return new ConsoleError(code, message, { fix, errors: [{ field, message }] });
}
