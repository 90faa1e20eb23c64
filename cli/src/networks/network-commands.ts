import type { Command } from 'commander';
import type { ConsoleClient } from 'ven-client';
import { z } from 'zod';
import { ConsoleError } from '../../../lib/contract/error.ts';
import type { NetworkChange, NetworkChanged } from '../../../lib/contract/network-change.ts';
import { counted } from '../../../lib/domain/format.ts';
import { changeFacts } from '../../../lib/domain/network-facts.ts';
import { printable } from '../../../lib/domain/printable.ts';
import { addNetworkObjects } from '../host-objects/network-commands.ts';
import { addCommand, type Context, onlyHost, type Outcome } from '../command.ts';
import { askYesOrNo } from '../output/question.ts';

const networkArgument = z.tuple([z.string()]);
const hostOption = z.object({ host: z.string().optional() });
const changeOptions = hostOption.extend({
  orchestrator: z.string().optional(),
  restart: z.boolean().default(true),
  yes: z.boolean().default(false),
});
type Options = z.infer<typeof changeOptions>;

const HOST = ['--host <host>', 'libvirt host; needed if there are several'] as const;
const CONFIRMED = [
  ['--no-restart', 'leave the restart, without which it has no effect, to somebody else'],
  ['--yes', 'do not ask for confirmation'],
] as const;

/** `ven network`: networks, and DHCP options of nodes in those that somebody else made. */
export function addNetworks(program: Command): void {
  const group = program
    .command('network')
    .description('libvirt networks, and DHCP options that make nodes boot in those of others');
  addNetworkObjects(group);
  addCommand(group, {
    usage: 'show <network>',
    summary: 'show what the console has added to it, or would add for an orchestrator, as a diff',
    flags: [HOST, ['--orchestrator <name>', 'what would be added for its nodes']],
    args: networkArgument,
    options: hostOption.extend({ orchestrator: z.string().optional() }),
    run: async ({ client }, [network], { host, orchestrator }) => {
      const change = orchestrator === undefined ? 'remove' : 'apply';
      const plan = await planned(client(), { network, host, change, orchestrator });
      return { document: plan, text: textOf(plan) };
    },
  });
  addCommand(group, {
    usage: 'add-options <network>',
    summary: 'add the options of an orchestrator’s nodes, and restart the network',
    flags: [HOST, ['--orchestrator <name>', 'whose nodes are to boot there'], ...CONFIRMED],
    args: networkArgument,
    options: changeOptions.extend({ orchestrator: z.string() }),
    run: (context, [network], given) => change(context, { network, change: 'apply' }, given),
  });
  addCommand(group, {
    usage: 'remove-options <network>',
    summary: 'take back what the console has added, nothing else, and restart the network',
    flags: [HOST, ...CONFIRMED],
    args: networkArgument,
    options: changeOptions,
    run: (context, [network], given) => change(context, { network, change: 'remove' }, given),
  });
}

interface Asked extends Pick<NetworkChange, 'network' | 'change'> {
  readonly host?: string | undefined;
  readonly orchestrator?: string | undefined;
}

async function planned(client: ConsoleClient, { network, host, change: kind, orchestrator }: Asked) {
  const found = host ?? (await onlyHost(client));
  return client.hosts.networkChange(found, network, {
    change: kind,
    ...(orchestrator === undefined ? {} : { orchestrator }),
  });
}

function textOf({ diff, warnings, ...plan }: NetworkChange): string {
  const changed = diff.some(({ mark }) => mark !== ' ');
  const lines = changed ? diff.map(({ mark, text }) => `${mark}${printable(text)}`) : [];
  return [...lines, ...changeFacts(plan), ...warnings, ''].join('\n');
}

async function change(
  context: Context,
  asked: Asked,
  { host, orchestrator, restart, yes }: Options,
): Promise<Outcome | number> {
  const { output } = context;
  const client = context.client();
  const plan = await planned(client, { ...asked, host, orchestrator });
  if (plan.done) return { document: { change: plan, result: null }, text: textOf(plan) };
  output.progress(textOf(plan).trimEnd());
  if (!yes) {
    if (!output.interactive || !process.stdin.isTTY)
      throw new ConsoleError('invalid', 'This changes a network that the console did not make.', {
        fix: 'Give --yes if that is what you want.',
      });
    const answer = await askYesOrNo(`Change the network ${printable(plan.network)}?`);
    if (typeof answer === 'number') return answer;
    if (!answer) throw new ConsoleError('interrupted', 'Nothing was changed.');
  }
  const result = await client.hosts.changeNetwork(plan.host, plan.network, {
    ...{ change: plan.change, hash: plan.hash, restart },
    ...(orchestrator === undefined ? {} : { orchestrator }),
  });
  return { document: { change: plan, result }, text: doneText(plan, result, restart), ...failureOf(result) };
}

function doneText(plan: NetworkChange, { disconnected }: NetworkChanged, restart: boolean): string {
  const connected = plan.running.length - disconnected.length;
  if (!plan.restart) return `${plan.network} is changed.\n`;
  if (!restart) return `${plan.network} is changed, with effect from its next start.\n`;
  return `${plan.network} is changed and was restarted${connected > 0 ? `; ${counted(connected, 'running domain')} connected again` : ''}.\n`;
}

function failureOf({ disconnected }: NetworkChanged): Pick<Outcome, 'error'> {
  if (disconnected.length === 0) return {};
  const names = disconnected.map(({ domain, reason }) => `${domain} (${reason})`).join(', ');
  return {
    error: new ConsoleError('host-refused', `Not connected again: ${names}.`, {
      fix: 'Restart these domains, or detach and attach their interface.',
    }),
  };
}
