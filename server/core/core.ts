import { type Core } from './api.ts';
import { Boots } from './boots/boots.ts';
import { Bus } from './bus.ts';
import { type Context, type CoreOptions, hostNamed } from './context.ts';
import { Planning } from './create/plan.ts';
import { facade } from './facade.ts';
import { Adoption } from './inventory/adoption.ts';
import { Inventory } from './inventory/inventory.ts';
import { Networks } from './networks/networks.ts';
import { Addresses } from './nodes/addresses.ts';
import { NodeRegistry } from './nodes/registry.ts';
import { Commands } from './nodes/commands.ts';
import { NodeResources } from './nodes/resources.ts';
import { Runs } from './nodes/runs.ts';
import { OperationLog } from './operations/operation-log.ts';
import { type Parts, planCreate, planDelete } from './operations/lifecycle.ts';
import { planPower } from './operations/power.ts';
import { resumeOperations } from './operations/resume.ts';
import { Runner } from './operations/runner.ts';
import { Polling } from './orchestrators/polling.ts';
import { DEFAULT_LIMITS } from './retention/limits.ts';
import { Retention } from './retention/retention.ts';

/**
 * The product's rules over a database, hosts and orchestrators, which stay the caller's to close. What an earlier
 * server had begun goes on as soon as this resolves.
 */
export async function openCore(options: CoreOptions): Promise<Core> {
  const { clock = Date.now, retention: limits = DEFAULT_LIMITS, hosts, orchestrators, ...rest } = options;
  const context: Context = {
    ...rest,
    hosts: new Map(hosts.map((host) => [host.name, host])),
    orchestrators: new Map(orchestrators.map((orchestrator) => [orchestrator.name, orchestrator])),
    bus: new Bus(clock()),
    now: () => new Date(clock()).toISOString(),
  };
  const registry = new NodeRegistry(context.database, context.bus);
  const networks = new Networks(context);
  const resources = new NodeResources(context, networks);
  const boots = new Boots(context, registry);
  const addresses = new Addresses(context, registry, (row) =>
    hostNamed(context, row.host).networks.address(row.network, row.mac),
  );
  const inventory = new Inventory(context, registry, boots, new Adoption(context, registry));
  const operationLog = new OperationLog(context, registry);
  const runner = runnerFor({ context, registry, boots, resources }, inventory, operationLog);
  const planning = new Planning(context, registry, networks);
  const retention = new Retention(context, limits);
  const runs = new Runs(context.database, context.bus, context.now);
  const commands = new Commands({ context, registry, runs, operationLog, runner, planning });
  const polls = orchestrators.map(
    (orchestrator) => new Polling({ context, registry, boots, addresses }, orchestrator),
  );

  for (const row of await context.database.nodes.list({ deleted: false })) {
    registry.add(row, 'no state');
    await boots.recall(row.id);
  }
  // First, so that what the host has to say of these nodes is understood.
  await resumeOperations(context, registry, operationLog, runner);
  inventory.open();
  for (const poll of polls) poll.open();
  retention.open();

  const close = async (): Promise<void> => {
    await retention.close();
    await Promise.all(polls.map((poll) => poll.close()));
    await runner.close();
    await inventory.close();
    await boots.close();
    await addresses.close();
    context.bus.close();
  };
  return facade({
    ...{ context, registry, boots, inventory, resources, operationLog, planning, runs, commands, retention },
    close,
  });
}

function runnerFor(parts: Parts, inventory: Inventory, operationLog: OperationLog): Runner {
  const power = (action: Parameters<typeof planPower>[2]) => planPower(parts, inventory, action);
  return new Runner(parts.context, operationLog, {
    create: planCreate(parts),
    delete: planDelete(parts),
    start: power('start'),
    shutdown: power('shutdown'),
    stop: power('stop'),
    'power-cycle': power('power-cycle'),
    reboot: power('reboot'),
    reset: power('reset'),
    pause: power('pause'),
    resume: power('resume'),
  });
}
