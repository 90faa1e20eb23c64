import type { Command } from 'commander';
import { z } from 'zod';
import type { HostObjectAction } from '../../../lib/contract/host-network.ts';
import { addCommand, noArguments, onlyHost } from '../command.ts';
import { confirmed, YES, yesOption } from '../output/confirmed.ts';
import { table } from '../output/text.ts';

export const HOST = ['--host <host>', 'libvirt host; needed if there are several'] as const;
export const hostOption = z.object({ host: z.string().optional() });
const NETWORK = z.tuple([z.string()]);

/** `ven network list|leases|xml|create|start|stop|remove`: networks of whoever made them. */
export function addNetworkObjects(group: Command): void {
  addCommand(group, {
    usage: 'list',
    summary: 'list the networks of a host, and who uses them',
    flags: [HOST],
    args: noArguments,
    options: hostOption,
    run: async ({ client }, _, { host }) => {
      const { networks } = await client().hosts.resources(host ?? (await onlyHost(client())));
      const rows = networks.map((each) => [
        ...[each.name, each.active ? 'active' : 'inactive', each.forward, each.addresses.join(' ') || '-'],
        ...[each.own ? 'console' : '-', each.users.join(' ') || '-'],
      ]);
      return {
        document: { networks },
        text: table(['NETWORK', 'STATE', 'FORWARD', 'ADDRESSES', 'OF', 'USED BY'], rows),
      };
    },
  });
  addCommand(group, {
    usage: 'leases <network>',
    summary: 'list its DHCP leases',
    flags: [HOST],
    args: NETWORK,
    options: hostOption,
    run: async ({ client }, [name], { host }) => {
      const document = await client().networks.get(host ?? (await onlyHost(client())), name);
      const rows = document.leases.map(({ address, mac, hostname, expiresAt }) => [
        ...[address, mac ?? '-', hostname ?? '-', expiresAt ?? 'never'],
      ]);
      return { document, text: table(['ADDRESS', 'MAC', 'NAME', 'EXPIRES'], rows) };
    },
  });
  addCreate(group);
  for (const action of ['start', 'stop'] as const) addSwitch(group, action);
  addCommand(group, {
    usage: 'remove <network>',
    summary: 'stop and undefine a network that no domain uses. Administrators only',
    flags: [HOST, YES],
    args: NETWORK,
    options: hostOption.extend(yesOption.shape),
    run: async (context, [name], { host, yes }) => {
      const client = context.client();
      const where = host ?? (await onlyHost(client));
      const answer = await confirmed(context, `Remove the network ${where}/${name}`, yes);
      if (answer !== true) return answer;
      await client.networks.remove(where, name);
      return { document: { removed: name }, text: `${name} is removed.\n` };
    },
  });
}

function addCreate(group: Command): void {
  addCommand(group, {
    usage: 'create <network>',
    summary: 'define and start a network. Administrators only',
    flags: [
      ['--subnet <cidr>', 'its /24, such as 10.20.30.0/24'],
      ['--isolated', 'without a way out of the host'],
      ['--no-dhcp', 'give no addresses'],
      HOST,
    ],
    args: NETWORK,
    options: hostOption.extend({
      subnet: z.string({ error: 'is needed' }),
      isolated: z.boolean().default(false),
      dhcp: z.boolean().default(true),
    }),
    run: async ({ client }, [name], { host, subnet, isolated, dhcp }) => {
      const forward = isolated ? 'isolated' : 'nat';
      const where = host ?? (await onlyHost(client()));
      const document = await client().networks.create(where, { name, subnet, forward, dhcp });
      return { document, text: `${name} is active.\n` };
    },
  });
}

const addSwitch = (group: Command, action: Extract<HostObjectAction, 'start' | 'stop'>): Command =>
  addCommand(group, {
    usage: `${action} <network>`,
    summary: `${action} a network. Administrators only`,
    flags: [HOST, YES],
    args: NETWORK,
    options: hostOption.extend(yesOption.shape),
    run: async (context, [name], { host, yes }) => {
      const client = context.client();
      const where = host ?? (await onlyHost(client));
      const what = `Stop the network ${where}/${name}: its guests lose their connection`;
      const answer = action === 'start' ? true : await confirmed(context, what, yes);
      if (answer !== true) return answer;
      await client.networks.act(where, name, action);
      return { document: { network: name, action }, text: `${name}: ${action} done.\n` };
    },
  });
