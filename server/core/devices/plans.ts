import { ConsoleError } from '../../../lib/contract/error.ts';
import { KeyedMutex } from '../../locks/keyed-mutex.ts';
import type { NodeRow } from '../../db/api.ts';
import type { HypervisorHost } from '../../hypervisor/api.ts';
import { addedVolume, poolName } from '../../hypervisor/index.ts';
import { type Parts, reachHost } from '../operations/lifecycle.ts';
import type { Plan, Planner } from '../operations/runner.ts';
import { filesOf } from '../nodes/node-volumes.ts';
import {
  attachDiskParameters,
  type AttachDiskParameters,
  attachNicParameters,
  detachDiskParameters,
  detachNicParameters,
} from './parameters.ts';

/** A volume goes to one machine: whoever attaches it looks first who has it, and nobody else meanwhile. */
const volumes = new KeyedMutex();

/** Each step finds what an earlier attempt has done. */
export const planAttachDisk =
  (parts: Parts): Planner =>
  (operation, signal): Promise<Plan> => {
    const { row } = parts.registry.get(operation.nodeId);
    const wish = attachDiskParameters.parse(operation.request);
    const host = parts.resources.host(row);
    const isNew = wish.volume === null;
    const attach = async (): Promise<void> => {
      const { path, format } = wish.volume ?? {
        path: await pathOf(host, row, wish),
        format: 'qcow2' as const,
      };
      const disk = { path, format, bus: wish.bus, serial: isNew ? wish.id : null };
      await volumes.run(`${row.host} ${path}`, async () => {
        if (wish.volume !== null) await requireUnused(host, row, { pool: wish.pool, name: wish.volume.name });
        await host.devices.attachDisk(row.uuid, disk);
      });
    };
    return Promise.resolve({
      steps: [
        reachHost(host, signal),
        ...(isNew ? [{ name: 'make-volume' as const, act: () => makeVolume(host, row, wish) }] : []),
        { name: 'attach-device', act: attach },
      ],
      async rollBack() {
        if (!isNew) return;
        const path = await pathOf(host, row, wish);
        const { present, next } = await host.domains.configuration(row.uuid);
        if ([...(present?.disks ?? []), ...next.disks].some((disk) => disk.path === path)) return;
        await removeAdded(host, wish.pool, nameOf(row, wish));
      },
    });
  };

const nameOf = (row: NodeRow, { id, pool }: Pick<AttachDiskParameters, 'id' | 'pool'>): string =>
  addedVolume(pool === null ? filesOf(row) : row.uuid, id);

function pathOf(host: HypervisorHost, row: NodeRow, wish: AttachDiskParameters): Promise<string> {
  const name = nameOf(row, wish);
  return wish.pool === null ? host.storage.volumePath(name) : host.storage.pathIn(wish.pool, name);
}

async function makeVolume(host: HypervisorHost, row: NodeRow, wish: AttachDiskParameters): Promise<void> {
  const name = nameOf(row, wish);
  if (wish.pool === null) await host.storage.ensureDisk(name, wish.sizeGiB ?? 1);
  else await host.storage.ensureDiskIn(wish.pool, name, wish.sizeGiB ?? 1);
}

/** By the name that the console gives it; one in a pool of others says there whose it is. */
const removeAdded = (host: HypervisorHost, pool: string | null, name: string): Promise<void> =>
  pool === null ? host.storage.removeVolumes([name]) : host.storage.removeFrom(pool, name);

/** Two machines that write to one volume destroy what is on it. */
export async function requireUnused(
  host: HypervisorHost,
  row: NodeRow,
  { pool, name }: { readonly pool: string | null; readonly name: string },
): Promise<void> {
  if (pool === null) return;
  const found = (await host.anyStorage.volumes(pool)).find((volume) => volume.name === name);
  const other = found?.users.find((user) => user !== row.name);
  if (other === undefined) return;
  const message = `The volume "${name}" is in use by ${other}.`;
  throw new ConsoleError('conflict', message, {
    fix: 'Detach it there first, or choose another one.',
    errors: [{ field: 'volume', message }],
  });
}

export const planDetachDisk =
  (parts: Parts): Planner =>
  (operation, signal): Promise<Plan> => {
    const { row } = parts.registry.get(operation.nodeId);
    const { target, at, fate, pool, volume } = detachDiskParameters.parse(operation.request);
    const host = parts.resources.host(row);
    const remove = async (): Promise<void> => {
      if (volume === null) return;
      if (pool === null || pool === poolName(parts.context.installation))
        await host.storage.removeVolumes([volume]);
      else await host.anyStorage.removeVolume({ pool, name: volume }).catch(isGone);
    };
    return Promise.resolve({
      steps: [
        reachHost(host, signal),
        { name: 'detach-device', act: () => host.devices.detachDisk(row.uuid, target, at) },
        ...(fate === 'remove' ? [{ name: 'remove-volume' as const, act: remove }] : []),
      ],
    });
  };

function isGone(error: unknown): void {
  if (!(error instanceof ConsoleError) || error.code !== 'not-found') throw error;
}

export const planAttachNic =
  (parts: Parts): Planner =>
  (operation, signal): Promise<Plan> => {
    const { row } = parts.registry.get(operation.nodeId);
    const { network, model, mac } = attachNicParameters.parse(operation.request);
    const { resources } = parts;
    const host = resources.host(row);
    const act = async (): Promise<void> => {
      const place = await resources.networkFor(row, network);
      const at = { kind: place.attachment, name: place.network };
      await host.devices.attachCard(row.uuid, { mac, model, network: at });
    };
    return Promise.resolve({ steps: [reachHost(host, signal), { name: 'attach-device', act }] });
  };

export const planDetachNic =
  (parts: Parts): Planner =>
  (operation, signal): Promise<Plan> => {
    const { row } = parts.registry.get(operation.nodeId);
    const { mac, at } = detachNicParameters.parse(operation.request);
    const host = parts.resources.host(row);
    const act = () => host.devices.detachCard(row.uuid, mac, at);
    return Promise.resolve({ steps: [reachHost(host, signal), { name: 'detach-device', act }] });
  };
