import type { Command } from 'commander';
import { z } from 'zod';
import { addCommand, noArguments, noOptions } from '../command.ts';
import { age, duration } from '../../../lib/domain/format.ts';
import { whole } from '../nodes/create-options.ts';
import { table } from '../output/text.ts';

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
    usage: 'capacity [template]',
    summary: 'show how many more nodes fit on each host, of one template or of each, and what limits them',
    flags: [
      ['--vcpus <n>', 'virtual CPUs of each node, in place of the template’s'],
      ['--memory <MiB>', 'memory of each node'],
      ['--disk <GiB>', 'disk size of each node'],
    ],
    args: z.tuple([z.string().optional()]),
    options: z.object({ vcpus: whole.optional(), memory: whole.optional(), disk: whole.optional() }),
    run: async ({ client }, [template], { vcpus, memory: memoryMiB, disk: diskGiB }) => {
      const hosts = await client().capacity({ template, vcpus, memoryMiB, diskGiB });
      const total = hosts.reduce((sum, { fits }) => sum + fits, 0);
      const rows = hosts.map((each) => [each.host, each.template, String(each.fits), each.limitedBy]);
      const lines = template === undefined ? rows : [...rows, ['total', template, String(total), '']];
      return { document: { hosts }, text: table(['HOST', 'TEMPLATE', 'FITS', 'LIMITED BY'], lines) };
    },
  });
}
