import type { Command } from 'commander';
import { z } from 'zod';
import { ConsoleError } from '../../../lib/contract/error.ts';
import type { Scaled, ScalePlan } from '../../../lib/contract/run-scale.ts';
import { counted } from '../../../lib/domain/format.ts';
import { printable } from '../../../lib/domain/printable.ts';
import { addCommand, type Context } from '../command.ts';
import { askYesOrNo } from '../output/question.ts';
import { addRunControl } from './control-commands.ts';

const options = z.object({ yes: z.boolean().default(false), dryRun: z.boolean().default(false) });

const count = z.coerce.number({ error: 'use a number of nodes' }).pipe(z.int('use a whole number').min(0));

function planText({ present, count: wanted, add, remove, warnings }: ScalePlan): string {
  const lines = [
    ...(add.length > 0 ? [`Creates ${add.map(printable).join(', ')}.`] : []),
    ...remove.map(({ name, stage, state }) => `Deletes ${printable(name)} (${stage}, ${state}).`),
    ...warnings.map((warning) => `! ${warning}`),
  ];
  return `${counted(present, 'node')} now, ${wanted} wanted.\n${lines.map((line) => `${line}\n`).join('')}`;
}

function scaledText({ created, deleted }: Scaled): string {
  const names = (created?.nodes ?? []).map(({ name }) => `${printable(name)} is being created\n`);
  const gone = (deleted?.items ?? []).map(({ nodeName }) => `${printable(nodeName)} is being deleted\n`);
  return [...names, ...gone].join('') || 'There is nothing to do.\n';
}

/** On a terminal only. A number is the exit code after Ctrl-C. */
async function confirmed(
  { output }: Context,
  { remove }: ScalePlan,
  yes: boolean,
): Promise<boolean | number> {
  if (remove.length === 0 || yes || !output.interactive || !process.stdin.isTTY) return true;
  return askYesOrNo(`Delete ${remove.map(({ name }) => printable(name)).join(', ')}?`);
}

export function addRun(program: Command): void {
  const group = program.command('run').description('runs: nodes that were created together');
  addRunControl(group);
  addCommand(group, {
    usage: 'scale <run> <count>',
    summary: 'create more nodes of a run, or delete failed ones first and then the newest',
    flags: [
      ['--dry-run', 'only show what would be created or deleted'],
      ['--yes', 'do not ask for confirmation'],
    ],
    examples: ['ven run scale RUN 8', 'ven run scale RUN 2 --dry-run'],
    args: z.tuple([z.string(), count]),
    options,
    run: async (context, [run, wanted], { yes, dryRun }) => {
      const client = context.client();
      const plan = await client.runs.planScale(run, wanted);
      if (dryRun) return { document: { plan }, text: planText(plan) };
      context.output.progress(planText(plan).trimEnd());
      const answer = await confirmed(context, plan, yes);
      if (answer === false) throw new ConsoleError('interrupted', 'Nothing was done.');
      if (answer !== true) return answer;
      const remove = plan.remove.map(({ id }) => id);
      const scaled = await client.runs.scale(run, { count: wanted, remove });
      return { document: { ...scaled }, text: scaledText(scaled) };
    },
  });
}
