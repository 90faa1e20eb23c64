import { ConsoleError } from '../../../lib/contract/error.ts';
import { reprovisionRefusal } from '../../../lib/domain/power.ts';
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
