import type { Command } from 'commander';
import { z } from 'zod';
import { addCommand, noOptions } from '../command.ts';
import { table } from '../output/text.ts';

const yesNo = (is: boolean): string => (is ? 'yes' : 'no');

export const addHostResources = (group: Command): Command =>
  addCommand(group, {
    usage: 'resources <host>',
    summary: 'list networks, bridges and storage pools that nodes can use, and their use',
    args: z.tuple([z.string()]),
    options: noOptions,
    run: async ({ client }, [host]) => {
      const resources = await client().hosts.resources(host);
      const networks = resources.networks.map((each) => [
        ...[each.name, yesNo(each.active), each.forward, each.addresses.join(' ') || '-', yesNo(each.dhcp)],
        ...[each.bootProgram ?? '-', each.users.join(' ') || '-'],
      ]);
      const bridges = (resources.bridges ?? []).map(({ name, ports }) => [name, ports.join(' ') || '-']);
      const pools = resources.pools.map((each) => [
        ...[each.name, yesNo(each.active), each.type, `${each.freeGiB}/${each.capacityGiB}`],
        each.path ?? '-',
      ]);
      const text = [
        table(['NETWORK', 'ACTIVE', 'FORWARD', 'ADDRESSES', 'DHCP', 'BOOTS', 'USED BY'], networks),
        table(['BRIDGE', 'PORTS'], bridges),
        table(['POOL', 'ACTIVE', 'TYPE', 'GIB FREE', 'PATH'], pools),
      ];
      return { document: resources, text: text.join('\n') };
    },
  });
