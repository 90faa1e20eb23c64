import { once } from 'node:events';
import { z } from 'zod';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { isFailed } from '../../../lib/domain/stages.ts';
import type { NodeRow, OperationRow } from '../../db/api.ts';
import type { Boots } from '../boots/boots.ts';
import type { HypervisorHost } from '../../hypervisor/api.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { copyDisk, diskCopy } from './copy-disk.ts';
import type { BootTurns } from './boot-turns.ts';
import { asConsoleError, type Context } from '../context.ts';
import type { NodeRegistry } from '../nodes/registry.ts';
import type { NodeResources } from '../nodes/resources.ts';
import type { Plan, Planner, Step } from './runner.ts';

const createParameters = z.object({ start: z.boolean().default(true), copy: diskCopy.nullish() });
const deleteParameters = z.object({ orchestrator: z.boolean().default(true) });

export interface Parts {
  readonly context: Context;
  readonly registry: NodeRegistry;
  readonly boots: Boots;
  readonly inventory: Inventory;
  readonly resources: NodeResources;
  readonly turns: BootTurns;
}

/** How long an operation waits for a host that is not connected. */
const REACH_HOST_MS = 60_000;

/** Aborted when the operation is cancelled or the server closes. */
export function reachHost(host: HypervisorHost, signal: AbortSignal): Step {
  const act = async (): Promise<void> => {
    if (!signal.aborted) await Promise.race([host.whenConnected(REACH_HOST_MS), once(signal, 'abort')]);
    signal.throwIfAborted();
  };
  return { name: 'reach-host', act };
}

/** The steps that power a node on: paused first, so that no byte of its serial ports is missed. */
export function powerOnSteps(
  parts: Parts,
  row: NodeRow,
  operation: OperationRow,
  signal: AbortSignal,
): Step[] {
  const { boots, resources } = parts;
  const host = resources.host(row);
  return [
    ...awaitTurn(parts, row, operation, signal),
    { name: 'start-paused', act: () => host.domains.startPaused(row.uuid) },
    { name: 'attach-serial', act: () => boots.ensure(row.id) },
    { name: 'resume', act: () => withStateRead(parts, row, host.domains.resume(row.uuid)) },
  ];
}

/** Where a host boots only so many nodes at once, or a run may be paused. */
function awaitTurn({ turns }: Parts, row: NodeRow, operation: OperationRow, signal: AbortSignal): Step[] {
  if (!turns.concerns(row, operation)) return [];
  return [{ name: 'await-turn', act: () => turns.take(row, operation, signal) }];
}

/** Whoever acts when the operation has ended must not meet the state from before it: events arrive later. */
async function withStateRead({ inventory }: Parts, row: NodeRow, act: Promise<void>): Promise<void> {
  await act;
  await inventory.look(row.host, row.uuid);
}

export const planCreate =
  (parts: Parts): Planner =>
  (operation, signal): Promise<Plan> => {
    const { registry, resources } = parts;
    const { row } = registry.get(operation.nodeId);
    const { start, copy } = createParameters.parse(operation.request);
    return Promise.resolve({
      steps: [
        reachHost(resources.host(row), signal),
        ...(copy ? [copyDisk(resources.host(row), row, copy)] : []),
        { name: 'define', act: () => withStateRead(parts, row, resources.create(row, signal)) },
        ...(start ? powerOnSteps(parts, row, operation, signal) : []),
      ],
      // Defined and left off, as a person may start it yet.
      rollBack: (error) =>
        isCancelled(error) ? Promise.resolve() : rollBackCreate(parts, row, error, signal),
    });
  };

/** Of steps that were not aborted, only the one that waits for a turn ends like this. */
const isCancelled = (error: unknown): boolean =>
  error instanceof ConsoleError && error.code === 'interrupted';

/** Restores the host; the node is kept as history with the cause. */
async function rollBackCreate(
  parts: Parts,
  row: NodeRow,
  error: unknown,
  signal: AbortSignal,
): Promise<void> {
  const { context, registry, boots, resources } = parts;
  const outcomes = await Promise.allSettled([
    removeFromHost(parts, row, signal),
    row.flow === 'io' ? Promise.resolve() : resources.deregister(row),
  ]);
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected')
      context.logger.error({ node: row.id, err: outcome.reason }, 'a rollback is incomplete');
  }
  await boots.forget(row.id, 'failed');
  const { message: cause, fix } = asConsoleError(error);
  const stage = 'failed';
  const failure = { class: 'host', cause, fix, stage: 'defined', evidence: null } as const;
  // The node is kept while something of it is left: deleting it retries.
  if (outcomes.some((outcome) => outcome.status === 'rejected'))
    await registry.write(row.id, { stage, failure });
  else await registry.archive(row.id, context.now(), { stage, failure });
}

/** Waits for the host, whose absence may be why the create failed. */
async function removeFromHost({ boots, resources }: Parts, row: NodeRow, signal: AbortSignal): Promise<void> {
  const host = resources.host(row);
  await reachHost(host, signal).act();
  // The last bytes of its ports are still in the domain's own log, which is removed with the domain.
  await host.domains.destroy(row.uuid);
  await boots.forget(row.id, 'failed');
  await resources.remove(row);
}

export const planDelete =
  ({ context, registry, boots, resources }: Parts): Planner =>
  (operation, signal): Promise<Plan> => {
    const { row } = registry.find(operation.nodeId) ?? {};
    // Removed by the rollback of a failed create, or by an earlier process of this server.
    if (row === undefined) return Promise.resolve({ steps: [] });
    const { orchestrator } = deleteParameters.parse(operation.request);
    const host = resources.host(row);
    const remove: Step = {
      name: 'remove',
      async act() {
        // The last bytes of its ports are still in the domain's own log, which is removed with the domain.
        await host.domains.destroy(row.uuid);
        await boots.forget(row.id, 'destroyed');
        await resources.remove(row);
      },
    };
    const deregister: Step = {
      name: 'deregister',
      act: () => resources.deregister(row),
    };
    return Promise.resolve({
      steps: [
        reachHost(host, signal),
        remove,
        ...(orchestrator && row.orchestrator !== null ? [deregister] : []),
        {
          name: 'archive',
          async act() {
            await context.database.checkpoints.removeOfNode(row.id);
            await registry.archive(row.id, context.now(), endOf(row));
          },
        },
      ],
    });
  };

/**
 * History shows the state in which deletion was requested: failed, or ready at some time. Only a node that was still
 * booting was cancelled.
 */
function endOf({ stage, failure, readyAt }: NodeRow): Pick<NodeRow, 'stage' | 'failure'> {
  if (isFailed(stage)) return { stage, failure };
  return { stage: readyAt === null ? 'cancelled' : 'ready', failure };
}
