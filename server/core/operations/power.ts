import { ConsoleError } from '../../../lib/contract/error.ts';
import type { PowerAction } from '../../../lib/contract/node.ts';
import { isOn, POWER_FROM, POWER_WORDS } from '../../../lib/domain/power.ts';
import type { HypervisorHost } from '../../hypervisor/api.ts';
import type { NodeRegistry, NodeRecord } from '../nodes/registry.ts';
import { type Parts, powerOnSteps, reachHost } from './lifecycle.ts';
import type { Plan, Planner, Step } from './runner.ts';

/** Guests that are still booting ignore the power button. */
const SHUTDOWN_MS = 120_000;

export function requireState({ row, state }: NodeRecord, action: PowerAction): void {
  if (POWER_FROM[action].includes(state)) return;
  if (state === 'no state') {
    throw new ConsoleError('host-unreachable', `The state of "${row.name}" is not known yet.`, {
      fix: `Try again once its host "${row.host}" has been read; the host's page shows what prevents it.`,
    });
  }
  throw new ConsoleError('conflict', `"${row.name}" is ${state}: "${POWER_WORDS[action]}" is not possible.`, {
    fix: `It has to be: ${POWER_FROM[action].join(', ')}.`,
  });
}

/** The planners of all power actions. */
export function powerPlanners(parts: Parts): Readonly<Record<PowerAction, Planner>> {
  const plan = (action: PowerAction) => planPower(parts, action);
  return {
    start: plan('start'),
    shutdown: plan('shutdown'),
    stop: plan('stop'),
    'power-cycle': plan('power-cycle'),
    reboot: plan('reboot'),
    reset: plan('reset'),
    pause: plan('pause'),
    resume: plan('resume'),
    netboot: plan('netboot'),
  };
}

function planPower(parts: Parts, action: PowerAction): Planner {
  return (operation, signal): Promise<Plan> => {
    const { row } = parts.registry.get(operation.nodeId);
    const host = parts.resources.host(row);
    const reach = reachHost(host, signal);
    if (action === 'start')
      return Promise.resolve({ steps: [reach, ...powerOnSteps(parts, row, operation, signal)] });
    if (action === 'netboot')
      return Promise.resolve({
        steps: [reach, networkNext(host, row.uuid), ...powerOnSteps(parts, row, operation, signal)],
      });
    const verb = action === 'power-cycle' ? 'stop' : action;
    const act = async (): Promise<void> => {
      await VERBS[verb](host, row.uuid);
      if (verb === 'shutdown') await untilOff(parts.registry, row.id, signal);
      // It is off once its boot has ended, including the last bytes of its logs.
      await parts.inventory.look(row.host, row.uuid);
    };
    const step: Step = { name: verb, act };
    if (action === 'power-cycle')
      return Promise.resolve({ steps: [reach, step, ...powerOnSteps(parts, row, operation, signal)] });
    // A stop is also resumed at the start of the server, while the host is still being connected.
    return Promise.resolve({ steps: action === 'stop' ? [reach, step] : [step] });
  };
}

/** Repeated after a crash, it may find the machine started already. */
function networkNext(host: HypervisorHost, uuid: string): Step {
  const act = async (): Promise<void> => {
    const facts = await host.domains.get(uuid);
    if (facts === null || !isOn(facts.state)) await host.nvram.bootFromNetworkNext(uuid);
  };
  return { name: 'boot-from-network', act };
}

/** Actions that are a single call to the host. */
type Verb = Exclude<PowerAction, 'start' | 'netboot' | 'power-cycle'>;

const VERBS: Readonly<Record<Verb, (host: HypervisorHost, uuid: string) => Promise<void>>> = {
  shutdown: (host, uuid) => host.domains.shutdown(uuid),
  stop: (host, uuid) => host.domains.destroy(uuid),
  reboot: (host, uuid) => host.domains.reboot(uuid),
  reset: (host, uuid) => host.domains.reset(uuid),
  pause: (host, uuid) => host.domains.pause(uuid),
  resume: (host, uuid) => host.domains.resume(uuid),
};

/** The guest decides; the inventory reports when it is off. */
async function untilOff(registry: NodeRegistry, id: string, signal: AbortSignal): Promise<void> {
  const over = AbortSignal.any([signal, AbortSignal.timeout(SHUTDOWN_MS)]);
  const isOff = await registry.until(id, (record) => !isOn(record.state), over);
  signal.throwIfAborted();
  if (isOff) return;
  throw new ConsoleError('host-refused', `The guest did not shut down within ${SHUTDOWN_MS / 1000} s.`, {
    fix: 'A guest that is still booting often ignores the power button; power it off instead.',
  });
}
