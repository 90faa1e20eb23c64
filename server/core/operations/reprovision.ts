import { ConsoleError } from '../../../lib/contract/error.ts';
import { z } from 'zod';
import { addedDiskBus, machineDisk, machineNic } from '../../../lib/contract/node-device.ts';
import { addedOf } from '../../../lib/domain/node-devices.ts';
import { reprovisionRefusal } from '../../../lib/domain/power.ts';
import type { HypervisorHost } from '../../hypervisor/api.ts';
import type { NodeRow } from '../../db/api.ts';
import type { Context } from '../context.ts';
import type { NodeResources } from '../nodes/resources.ts';
import type { NodeRecord } from '../nodes/registry.ts';
import { type Parts, powerOnSteps, reachHost } from './lifecycle.ts';
import type { Plan, Planner, Step } from './runner.ts';

export function requireReprovisionable({ row, state, operation }: NodeRecord): void {
  const refusal = reprovisionRefusal({ state, operation });
  if (refusal === null) return;
  throw new ConsoleError('conflict', `"${row.name}" cannot be provisioned again now: ${refusal}.`, {
    fix: 'Try again in a moment.',
  });
}

/** Disks and network cards that the machine was given since it was made; it gets them again. */
const parameters = z.object({
  added: z.object({ disks: z.array(machineDisk), nics: z.array(machineNic) }).optional(),
});

/** Of a machine that is not there, because an earlier attempt ended after it was erased: what that one had found. */
export async function addedTo(
  { database }: Pick<Context, 'database'>,
  resources: NodeResources,
  row: NodeRow,
) {
  const { domains } = resources.host(row);
  if ((await domains.get(row.uuid)) !== null) return addedOf((await domains.configuration(row.uuid)).next);
  const earlier = (await database.operations.ofNode(row.id))
    .filter(({ kind }) => kind === 'reprovision')
    .toSorted((one, other) => (one.recordedAt < other.recordedAt ? -1 : 1));
  const { added } = parameters.parse(earlier.at(-1)?.request ?? {});
  return added ?? { disks: [], nics: [] };
}

async function giveBack(
  host: HypervisorHost,
  uuid: string,
  { added }: z.infer<typeof parameters>,
): Promise<void> {
  for (const { path, format, bus } of added?.disks ?? [])
    if (path !== null && isAddedBus(bus))
      await host.devices.attachDisk(uuid, { path, format, bus, serial: null });
  for (const { mac, model, network } of added?.nics ?? [])
    if (network !== null) await host.devices.attachCard(uuid, { mac, model, network });
}

const isAddedBus = (bus: string): bus is 'virtio' | 'scsi' | 'sata' => addedDiskBus.safeParse(bus).success;

/**
 * A node as it was right after its create, and its history: the machine is defined again with an empty disk, new firmware
 * variables and a new TPM, and registered again, with the same name, serial number, UUID and MAC address. An orchestrator
 * that does not answer ends it before anything is lost.
 */
export const planReprovision =
  (parts: Parts): Planner =>
  async (operation, signal): Promise<Plan> => {
    const { context, registry, resources } = parts;
    const { row } = registry.get(operation.nodeId);
    const given = parameters.parse(operation.request);
    const points = await context.database.checkpoints.ofNode(row.id);
    // The disk that it would have may be one that a checkpoint needs.
    const layer = points.length === 0 ? null : operation.id.slice(0, 8);
    const stop: Step = {
      name: 'stop',
      async act() {
        await resources.host(row).domains.destroy(row.uuid);
        await parts.boots.renew(row.id);
      },
    };
    const define: Step = {
      name: 'define',
      async act() {
        await registry.write(row.id, AS_NEW, { stages: [], view: null });
        await resources.create(row, signal, layer);
        await giveBack(resources.host(row), row.uuid, given);
      },
    };
    return {
      steps: [
        reachHost(resources.host(row), signal),
        stop,
        ...(row.orchestrator === null
          ? []
          : [{ name: 'deregister' as const, act: () => resources.deregister(row) }]),
        { name: 'erase', act: () => resources.erase(row, points) },
        define,
        ...powerOnSteps(parts, row, operation, signal),
      ],
    };
  };

const AS_NEW = { stage: 'defined', failure: null, progress: null, address: null, readyAt: null } as const;
