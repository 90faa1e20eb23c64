import { isOn } from '../../../lib/domain/power.ts';
import type { NodeRow } from '../../db/api.ts';
import type { Merge } from '../../hypervisor/api.ts';
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
          ...{ nodeId: row.id, disk, diskGiB: row.diskGiB, usable: true },
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

/**
 * From the first step on nobody can go back to it: what its disk was is spoilt as soon as a later layer is merged into it.
 * That it is still listed until everything is done is how a failed deletion is repeated.
 */
export const planDropCheckpoint =
  (parts: Parts): Planner =>
  (operation, signal): Promise<Plan> => {
    const { context, registry, resources } = parts;
    const { row } = registry.get(operation.nodeId);
    const { checkpoint, merges } = dropParameters.parse(operation.request);
    const { checkpoints } = context.database;
    const host = resources.host(row);
    const drop: Step = {
      name: 'drop-checkpoint',
      async act() {
        await checkpoints.spoil(checkpoint);
        const { nvram, tpm } = copiesOf(row, checkpoint);
        await host.storage.removeVolumes([nvram, tpm]);
        await sweepLayers(host, row, await checkpoints.ofNode(row.id));
        if (merges.length === 0) await checkpoints.remove(checkpoint);
      },
    };
    const merge: Step = {
      name: 'merge-disk',
      async act() {
        await mergeLayers(parts, row, merges);
        await checkpoints.remove(checkpoint);
      },
    };
    return Promise.resolve({
      steps: [reachHost(host, signal), drop, ...(merges.length > 0 ? [merge] : [])],
    });
  };

/** What was merged is removed only when no checkpoint names it any more. */
export async function mergeLayers(
  { context, resources }: Parts,
  row: NodeRow,
  merges: readonly Merge[],
): Promise<void> {
  const { checkpoints } = context.database;
  const host = resources.host(row);
  for (const merge of merges) {
    await host.checkpoints.merge(row.uuid, placeOf(row), merge);
    await checkpoints.moveDisk(row.id, merge.layer, merge.into);
    await sweepLayers(host, row, await checkpoints.ofNode(row.id));
  }
}
