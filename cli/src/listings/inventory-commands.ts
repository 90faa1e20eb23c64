import type { Command } from 'commander';
import { addCommand, noArguments, noOptions } from '../command.ts';
import { age, duration } from '../../../lib/domain/format.ts';
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
