import { counted } from '../../../lib/domain/format.ts';
import { failed, ok, type Outcome, skipped, warning } from '../../orchestrator/index.ts';
import { type PreflightContext } from './subject.ts';

/** Whether the nodes' network is as their orchestrator needs it. */
export async function checkNetwork(context: PreflightContext): Promise<Outcome> {
  const { loadBoot, host, exists } = context.subject;
  const boot = await loadBoot();
  context.boot = boot;
  if (boot === null) return skipped('these nodes do not boot over a network of the console');
  const { name, subnet } = boot.network;
  const inspection = await host.networks.inspect(boot.network);
  context.inspection = inspection;
  const { state, differences, gateway } = inspection;
  if (state !== 'ready' && state !== 'foreign') context.repairs.set('network', 'network');
  switch (state) {
    case 'ready':
      return ok(
        `${name} is active with ${subnet}.0/24, and its DHCP options lead to the boot program.${gateway === null ? ' The host is another machine: the boot server is looked at from here instead of from that network.' : ''}`,
      );
    case 'missing':
      if (!exists) return ok(`${name} will be made with ${subnet}.0/24.`);
      return failed(`The host has no network ${name} any more.`, 'Set it up again.');
    case 'inactive':
      return failed(`The network ${name} is not active.`, `Set it up again, or: virsh net-start ${name}`);
    case 'different':
      return failed(
        `The network ${name} leads elsewhere than its orchestrator says: ${differences.join('; ')}.`,
        'Set it up again; that needs every node in it to be off.',
      );
    case 'foreign':
      return failed(
        `The host has a network ${name} that is not the console’s.`,
        `Rename or remove it: virsh net-undefine ${name}`,
      );
  }
}

export function checkDhcp({ inspection }: PreflightContext): Outcome {
  const servers = inspection?.dhcpServers ?? null;
  if (servers === null) return skipped('other DHCP servers cannot be seen there');
  if (servers.length === 0) return ok('Nothing else on this machine answers DHCP requests there.');
  return warning(
    `${counted(servers.length, 'other program')} may answer the DHCP requests of nodes: ${servers.join(', ')}.`,
    'Limit it to its own interfaces, or stop it: a node that gets its answer does not boot.',
  );
}
