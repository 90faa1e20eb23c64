import { type Command } from 'commander';
import { type ConsoleClient } from 'ven-client';
import { z } from 'zod';
import { type OrchestratorKind } from '../../../lib/contract/orchestrator.ts';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { addCommand, noArguments, noOptions } from '../command.ts';
import { age, duration } from '../../../lib/domain/format.ts';
import { machineFacts } from '../../../lib/domain/machine-facts.ts';
import { facts, table } from '../output/text.ts';

/** Lists that are a document and a table each. */
export function addRuns(program: Command): void {
  addCommand(program, {
    usage: 'runs',
    summary: 'list runs: nodes that were created together',
    args: noArguments,
    options: noOptions,
    run: async ({ client }) => {
      const runs = await client().runs.list();
      const rows = runs.map((run) => [
        run.name,
        run.state,
        `${run.ready}/${run.nodeIds.length}`,
        String(run.failed),
        run.template,
        run.createdBy,
        run.endedAt === null ? '-' : duration(Date.parse(run.endedAt) - Date.parse(run.createdAt)),
        age(Date.now() - Date.parse(run.createdAt)),
        run.id,
      ]);
      return {
        document: { runs },
        text: table(['RUN', 'STATE', 'READY', 'FAILED', 'TEMPLATE', 'BY', 'TOOK', 'AGE', 'ID'], rows),
      };
    },
  });
}

export function addCapacity(program: Command): void {
  addCommand(program, {
    usage: 'capacity',
    summary: 'show how many more nodes fit on each host',
    args: noArguments,
    options: noOptions,
    run: async ({ client }) => {
      const hosts = await client().capacity();
      const rows = hosts.map((each) => [each.host, each.template, String(each.fits), each.limitedBy]);
      return { document: { hosts }, text: table(['HOST', 'TEMPLATE', 'FITS', 'LIMITED BY'], rows) };
    },
  });
}

export function addHosts(program: Command): void {
  const group = program.command('host').description('libvirt hosts');
  addCommand(group, {
    usage: 'list',
    summary: 'list hosts and their state',
    args: noArguments,
    options: noOptions,
    run: async ({ client }) => {
      const hosts = await client().hosts.list();
      const rows = hosts.map((host) => [
        host.name,
        host.state,
        host.acceleration?.kind ?? '-',
        host.capacity === null ? '-' : `${host.capacity.memoryFreeMiB} MiB, ${host.capacity.poolFreeGiB} GiB`,
        host.reason ?? host.acceleration?.reason ?? '',
      ]);
      return { document: { hosts }, text: table(['HOST', 'STATE', 'ACCELERATION', 'FREE', 'REASON'], rows) };
    },
  });
}

async function kindOf(client: ConsoleClient, name: string): Promise<OrchestratorKind> {
  const found = (await client.orchestrators.list()).find((each) => each.name === name);
  if (found !== undefined) return found.kind;
  throw new ConsoleError('not-found', `There is no orchestrator ${name}.`, {
    fix: 'See: ven orchestrator list',
  });
}

export function addTemplates(program: Command): void {
  const group = program.command('template').description('node templates');
  addCommand(group, {
    usage: 'list',
    summary: 'list templates',
    flags: [['--orchestrator <name>', 'only those that are for this orchestrator']],
    args: noArguments,
    options: z.object({ orchestrator: z.string().optional() }),
    run: async ({ client }, _, { orchestrator }) => {
      const all = await client().templates.list();
      const kind = orchestrator === undefined ? null : await kindOf(client(), orchestrator);
      const templates = all.filter((each) => kind === null || each.for.includes(kind));
      const rows = templates.map((each) => [
        each.name,
        String(each.version),
        String(each.vcpus),
        `${each.memoryMiB} MiB`,
        `${each.diskGiB} GiB`,
        each.for.join(', '),
        each.title,
      ]);
      return {
        document: { templates },
        text: table(['NAME', 'VERSION', 'CPUS', 'MEMORY', 'DISK', 'FOR', 'TITLE'], rows),
      };
    },
  });
  addCommand(group, {
    usage: 'show <name>',
    summary: 'show a template',
    args: z.tuple([z.string()]),
    options: noOptions,
    run: async ({ client }, [name]) => {
      const template = (await client().templates.list()).find((each) => each.name === name);
      if (template === undefined) {
        throw new ConsoleError('not-found', `There is no template ${name}.`, {
          fix: 'See: ven template list',
        });
      }
      const { machine, ...plain } = template;
      const pairs = Object.entries(plain).map(([key, value]) => [key, String(value ?? '-')] as const);
      return { document: template, text: facts([...pairs, ...machineFacts(machine)]) };
    },
  });
}
