import { isOn } from '../../../lib/domain/power.ts';
import { type Parts, reachHost } from '../operations/lifecycle.ts';
import type { Plan, Planner, Step } from '../operations/runner.ts';
import { checkpointParameters, dropParameters } from './parameters.ts';
import { copiesOf, placeOf, sweepLayers } from './volumes.ts';

/**
 * Everything is copied or frozen between a pause and a resume. That the disk is frozen is what makes it a checkpoint: what
 * an interrupted attempt did before that is done again, and nothing after it.
 */
export const planCheckpoint =
  (parts: Parts): Planner =>
  (operation, signal): Promise<Plan> => {
    const { context, registry, resources } = parts;
    const { row } = registry.get(operation.nodeId);
    const { running, ...point } = checkpointParameters.parse(operation.request);
    const host = resources.host(row);
    const place = placeOf(row);
    const isFrozen = async () => (await host.checkpoints.disk(row.uuid)).includes(`~${point.id}.`);
    const resumed = async () => {
      if (running && (await host.domains.get(row.uuid))?.state === 'paused') {
        await host.domains.resume(row.uuid);
        await parts.inventory.look(row.host, row.uuid);
      }
    };
    const keep: Step = {
      name: 'keep-state',
      async act() {
        if (await isFrozen()) return;
        const state = (await host.domains.get(row.uuid))?.state;
        if (running && state !== undefined && isOn(state)) await host.domains.pause(row.uuid);
        await host.checkpoints.saveState(row.uuid, copiesOf(row, point.id));
      },
    };
    const freeze: Step = {
      name: 'freeze-disk',
      act: async () => void (await host.checkpoints.freeze(row.uuid, place, point.id)),
    };
    const record: Step = {
      name: 'record',
      async act() {
        // Frozen by the step before, which then only tells what it is called.
        const disk = await host.checkpoints.freeze(row.uuid, place, point.id);
        const made = { createdAt: operation.recordedAt, createdBy: operation.by };
        await context.database.checkpoints.add({
          ...point,
          ...made,
          nodeId: row.id,
          disk,
          diskGiB: row.diskGiB,
        });
      },
    };
    return Promise.resolve({
      steps: [
        reachHost(host, signal),
        keep,
        freeze,
        ...(running ? [{ name: 'resume' as const, act: resumed }] : []),
        record,
      ],
      async rollBack() {
        await resumed();
        const { nvram, tpm } = copiesOf(row, point.id);
        await host.storage.removeVolumes([nvram, tpm]);
        await sweepLayers(host, row, await context.database.checkpoints.ofNode(row.id));
      },
    });
  };

/** What of its disk later layers are based on stays, until they go. */
export const planDropCheckpoint =
  ({ context, registry, resources }: Parts): Planner =>
  (operation, signal): Promise<Plan> => {
    const { row } = registry.get(operation.nodeId);
    const { checkpoint } = dropParameters.parse(operation.request);
    const host = resources.host(row);
    const act = async (): Promise<void> => {
      await context.database.checkpoints.remove(checkpoint);
      const { nvram, tpm } = copiesOf(row, checkpoint);
      await host.storage.removeVolumes([nvram, tpm]);
      await sweepLayers(host, row, await context.database.checkpoints.ofNode(row.id));
    };
    return Promise.resolve({ steps: [reachHost(host, signal), { name: 'drop-checkpoint', act }] });
  };
