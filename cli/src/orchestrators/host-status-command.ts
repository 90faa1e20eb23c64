import type { Command } from 'commander';
import { z } from 'zod';
import type { ProjectHost } from '../../../lib/contract/project-host.ts';
import { addCommand, noArguments } from '../command.ts';
import { table } from '../output/text.ts';
import { allHosts, usualOrchestrator } from './project-hosts.ts';

const COLUMNS = ['SNo', 'Devserial', 'OS', 'Host', 'Instance', 'Prov_Stat', 'ProvStage'];

/** A row of the table that the Virtual Edge Node scripts print: the status up to its colon, and what follows. */
function rowOf({ id, serial, os, instanceId, statuses }: ProjectHost, index: number): string[] {
  const text = statuses.find(({ name }) => name === 'provisioning')?.text ?? '';
  const [status = '', ...stage] = text.split(':').map((part) => part.trim());
  return [
    String(index + 1),
    serial || '-',
    os ?? '-',
    id,
    instanceId ?? '-',
    status || '-',
    stage.join(': ') || '-',
  ];
}

export const addHostStatus = (program: Command): Command =>
  addCommand(program, {
    usage: 'host-status',
    summary: 'print the provisioning table of the Virtual Edge Node scripts for a whole project',
    flags: [['--orchestrator <name>', 'by default the first one with an API']],
    args: noArguments,
    options: z.object({ orchestrator: z.string().optional() }),
    run: async ({ client }, _, given) => {
      const orchestrator = given.orchestrator ?? (await usualOrchestrator(client()));
      const { hosts } = await allHosts(client(), orchestrator);
      return { document: { orchestrator, hosts }, text: table(COLUMNS, hosts.map(rowOf)) };
    },
  });
