import { isIPv4 } from 'node:net';
import { type BootServer, dhcpSnippets, neededDhcpOptions } from '../../../lib/domain/dhcp-options.ts';
import type { NetworkModel } from '../../hypervisor/api.ts';
import type { BootFacts } from '../../orchestrator/api.ts';
import { failed, ok, type Outcome, skipped, warning } from '../../orchestrator/index.ts';
import { askForServers } from './dhcp-step.ts';
import { entriesOf, type PreflightContext } from './subject.ts';

/** Whether the nodes' network is as their orchestrator needs it. */
export async function checkNetwork(context: PreflightContext): Promise<Outcome> {
  const boot = await context.subject.loadBoot();
  context.boot = boot;
  if (boot === null) return skipped('these nodes do not boot over a network');
  const { where, facts } = boot;
  if (where.kind === 'own') return checkOwn(context, where.network);
  if (where.kind === 'network') return checkTheirs(context, where.name, facts);
  askForServers(context, { bridge: where.name, server: null });
  return unseen(context, `the bridge ${where.name}`, facts);
}

async function checkOwn(context: PreflightContext, network: NetworkModel): Promise<Outcome> {
  const { host, exists } = context.subject;
  const { name, subnet } = network;
  const { state, differences, bridge, gateway } = await host.networks.inspect(network);
  context.gateway = gateway;
  if (state === 'ready') askForServers(context, { bridge, server: `${subnet}.1` });
  if (state !== 'ready' && state !== 'foreign') context.repairs.set('network', 'network');
  switch (state) {
    case 'ready':
      return ok(
        `${name} is active with ${subnet}.0/24, and its DHCP options lead to the boot program.${gateway === null ? ' The host is another machine: the boot server is looked at from here instead of from that network.' : ''}`,
      );
    case 'missing':
      if (!exists) return ok(`${name} will be made with ${subnet}.0/24.`);
      return failed(`The host has no network ${name} any more.`, 'Set it up again.', 'network-down');
    case 'inactive':
      return failed(
        `The network ${name} is not active.`,
        `Set it up again, or: virsh net-start ${name}`,
        'network-down',
      );
    case 'different':
      return failed(
        `The network ${name} leads elsewhere than its orchestrator says: ${differences.join('; ')}.`,
        'Set it up again; that needs every node in it to be off.',
        'network-elsewhere',
      );
    case 'foreign':
      return failed(
        `The host has a network ${name} that is not the console’s.`,
        `Rename or remove it: virsh net-undefine ${name}`,
        'network-down',
      );
  }
}

/** A network of libvirt's that somebody else made. */
async function checkTheirs(context: PreflightContext, name: string, facts: BootFacts): Promise<Outcome> {
  const { host, orchestrator } = context.subject;
  const { networks, bridges } = await host.resources();
  const network = networks.find((each) => each.name === name);
  if (network === undefined)
    return failed(
      `The host has no network "${name}" any more.`,
      'Ask who made it, or create the node elsewhere.',
      'network-down',
    );
  if (!network.active)
    return failed(`The network ${name} is not active.`, `Start it: virsh net-start ${name}`, 'network-down');
  const { bridge } = network;
  if (network.forward === 'bridge' || !network.dhcp) {
    askForServers(context, { bridge, server: null });
    return unseen(context, `the network ${name}`, facts);
  }
  // On another machine, its address is nothing that this one could use.
  const addresses = network.addresses.map((address) => address.split('/')[0] ?? '');
  context.gateway = bridges === null ? null : (addresses[0] ?? null);
  if (network.bootProgram === facts.bootProgramUrl) {
    askForServers(context, { bridge, server: addresses.find(isIPv4) ?? null });
    return ok(`${name} is active, and its DHCP options lead to the boot program.`);
  }
  const server = serverOf(facts);
  context.snippets = server === null ? [] : dhcpSnippets(server).slice(0, 1);
  if (orchestrator !== null && network.bootProgram === null)
    context.change = { host: host.name, network: name, orchestrator: orchestrator.name };
  return failed(
    network.bootProgram === null
      ? `The DHCP server of the network ${name} sends nobody to a boot program.`
      : `The network ${name} boots machines from ${network.bootProgram} instead.`,
    network.bootProgram === null
      ? `Let the console add its options: ven network show ${name} --orchestrator ${orchestrator?.name ?? 'NAME'}`
      : 'Let its owner change it, or create the node in another network.',
    'network-elsewhere',
  );
}

const serverOf = ({ bootProgramUrl, bootScriptUrl }: BootFacts): BootServer | null =>
  bootProgramUrl === null ? null : { bootProgramUrl, bootScriptUrl };

/** The console neither sees nor changes what that DHCP server sends. */
function unseen(context: PreflightContext, where: string, facts: BootFacts): Outcome {
  const server = serverOf(facts);
  if (server === null) return skipped('these nodes do not boot over a network');
  context.snippets = dhcpSnippets(server, entriesOf(facts));
  return warning(
    `Somebody else’s DHCP server gives addresses in ${where}; what it sends cannot be seen from here.`,
    `It has to send ${neededDhcpOptions(server).join('; and ')}. Its name server has to know ${namesIn(server, facts).join(', ')}.`,
  );
}

const namesIn = ({ bootProgramUrl }: BootServer, { hosts }: BootFacts): string[] => [
  ...new Set([new URL(bootProgramUrl).hostname, ...hosts.flatMap(({ names }) => names)]),
];
