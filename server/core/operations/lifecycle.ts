import { once } from 'node:events';
import { z } from 'zod';
import { isFailed } from '../../../lib/domain/stages.ts';
import { type NodeRow } from '../../db/api.ts';
import { type Boots } from '../boots/boots.ts';
import { type HypervisorHost } from '../../hypervisor/api.ts';
import { type Inventory } from '../inventory/inventory.ts';
import { asConsoleError, type Context } from '../context.ts';
import { type NodeRegistry } from '../nodes/registry.ts';
import { type NodeResources } from '../nodes/resources.ts';
import { type Plan, type Planner, type Step } from './runner.ts';

const createOrder = z.object({ start: z.boolean().default(true) });
const deleteOrder = z.object({ orchestrator: z.boolean().default(true) });

export interface Parts {
  readonly context: Context;
  readonly registry: NodeRegistry;
  readonly boots: Boots;
  readonly inventory: Inventory;
  readonly resources: NodeResources;
}

/** How long a host that is away is waited for, before an operation is given up. */
const PATIENCE_MS = 60_000;

/** Given up at once when the operation is broken off or the server closes. */
export function reaching(host: HypervisorHost, signal: AbortSignal): Step {
  const act = async (): Promise<void> => {
    if (!signal.aborted) await Promise.race([host.whenConnected(PATIENCE_MS), once(signal, 'abort')]);
    signal.throwIfAborted();
  };
  return { name: 'reach-host', act };
}

/** The steps that switch a node on: paused first, so that no byte of its serial ports is missed. */
export function powerOnSteps({ boots, resources }: Parts, row: NodeRow): Step[] {
  const host = resources.host(row);
  return [
    { name: 'start-paused', act: () => host.domains.startPaused(row.uuid) },
    { name: 'attach-serial', act: () => boots.ensure(row.id) },
    { name: 'resume', act: () => host.domains.resume(row.uuid) },
  ];
}

export const planCreate =
  (parts: Parts): Planner =>
  (operation, signal): Promise<Plan> => {
    const { registry, resources } = parts;
    const { row } = registry.get(operation.nodeId);
    const { start } = createOrder.parse(operation.request);
    return Promise.resolve({
      steps: [
        reaching(resources.host(row), signal),
        { name: 'define', act: () => resources.create(row, signal) },
        ...(start ? powerOnSteps(parts, row) : []),
      ],
      rollBack: (error) => rollBackCreate(parts, row, error, signal),
    });
  };

/** The host is left as it was; the node stays as history that says why. */
async function rollBackCreate(
  parts: Parts,
  row: NodeRow,
  error: unknown,
  signal: AbortSignal,
): Promise<void> {
  const { context, registry, boots, resources } = parts;
  const outcomes = await Promise.allSettled([
    vacated(parts, row, signal),
    row.flow === 'io' ? Promise.resolve() : resources.deregister(row),
  ]);
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected')
      context.logger.error({ node: row.id, err: outcome.reason }, 'left behind');
  }
  await boots.forget(row.id, 'failed');
  const { message: cause, fix } = asConsoleError(error);
  const stage = 'failed';
  const failure = { class: 'host', cause, fix, stage: 'defined', evidence: null } as const;
  // What could not be taken back keeps the node: deleting it tries again.
  if (outcomes.some((outcome) => outcome.status === 'rejected'))
    await registry.write(row.id, { stage, failure });
  else await registry.archive(row.id, context.now(), { stage, failure });
}

/** What failed may have failed because the host went away for a moment. */
async function vacated({ boots, resources }: Parts, row: NodeRow, signal: AbortSignal): Promise<void> {
  const host = resources.host(row);
  await reaching(host, signal).act();
  // Its last words are still in the domain's own log, which goes with the domain.
  await host.domains.destroy(row.uuid);
  await boots.forget(row.id, 'failed');
  await resources.remove(row);
}

export const planDelete =
  ({ context, registry, boots, resources }: Parts): Planner =>
  (operation, signal): Promise<Plan> => {
    const { row } = registry.find(operation.nodeId) ?? {};
    // A create that failed has taken it back meanwhile, or an earlier life of this server came so far.
    if (row === undefined) return Promise.resolve({ steps: [] });
    const order = deleteOrder.parse(operation.request);
    const host = resources.host(row);
    const vacate: Step = {
      name: 'remove',
      async act() {
        // Its last words are still in the domain's own log, which goes with the domain.
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
        reaching(host, signal),
        vacate,
        ...(order.orchestrator && row.orchestrator !== null ? [deregister] : []),
        { name: 'archive', act: () => registry.archive(row.id, context.now(), endOf(row)) },
      ],
    });
  };

/**
 * How it stood when its deletion was asked for is what history shows: it had failed, or was ready at some time. Only
 * one that was still on its way was cancelled.
 */
function endOf({ stage, failure, readyAt }: NodeRow): Pick<NodeRow, 'stage' | 'failure'> {
  if (isFailed(stage)) return { stage, failure };
  return { stage: readyAt === null ? 'cancelled' : 'ready', failure };
}
