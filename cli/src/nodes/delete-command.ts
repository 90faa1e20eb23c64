import type { Command } from 'commander';
import type { ConsoleClient } from 'ven-client';
import { z } from 'zod';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { printable } from '../../../lib/domain/printable.ts';
import { addCommand, type Context, type Outcome } from '../command.ts';
import { askYesOrNo } from '../output/question.ts';
import { carryOut, outcomeOf } from './operations.ts';
import { waitOption } from './power-commands.ts';

const options = waitOption.extend({
  run: z.string().optional(),
  all: z.boolean().default(false),
  yes: z.boolean().default(false),
  keepOrchestrator: z.boolean().default(false),
});
type Options = z.infer<typeof options>;

/** By id where the server chose them: a name could meanwhile be another node's. */
interface Chosen {
  readonly nodes: readonly string[];
  readonly names: readonly string[];
}

async function choose(
  client: ConsoleClient,
  names: readonly string[],
  { run, all }: Options,
): Promise<Chosen> {
  const ways = [names.length > 0, run !== undefined, all].filter(Boolean).length;
  if (ways !== 1) {
    throw new ConsoleError('invalid', 'Give nodes, --run or --all, and only one of them.', {
      fix: 'See ven delete --help.',
    });
  }
  if (names.length > 0) return { nodes: names, names };
  const { id } = run === undefined ? { id: undefined } : await client.runs.get(run);
  const nodes = (await client.nodes.list()).filter(
    (node) => node.deletedAt === null && (all || node.runId === id),
  );
  return { nodes: nodes.map((node) => node.id), names: nodes.map((node) => node.name) };
}

/** Asks for confirmation on a terminal only. A number is the exit code after Ctrl-C. */
async function confirmed(
  { output }: Context,
  { names }: Chosen,
  { all, yes }: Options,
): Promise<boolean | number> {
  if (!all || yes || !output.interactive || !process.stdin.isTTY || names.length === 0) return true;
  return askYesOrNo(`Delete ${names.map(printable).join(', ')}?`);
}

async function remove(context: Context, names: readonly string[], given: Options): Promise<Outcome | number> {
  const client = context.client();
  const chosen = await choose(client, names, given);
  const answer = await confirmed(context, chosen, given);
  if (answer === false) throw new ConsoleError('interrupted', 'Nothing was deleted.');
  if (answer !== true) {
    context.output.progress('\nNothing was deleted.');
    return answer;
  }
  if (chosen.nodes.length === 0)
    return { document: { operations: [] }, text: 'There is nothing to delete.\n' };
  const outcomes = await carryOut({
    client,
    nodes: chosen.nodes,
    begin: (node) => client.nodes.remove(node, { orchestrator: !given.keepOrchestrator }),
    bulk: { action: 'delete', orchestrator: !given.keepOrchestrator },
    wait: given.wait,
    progress: context.output.progress,
  });
  return outcomeOf(outcomes, 'deleted');
}

export const addDelete = (program: Command): Command =>
  addCommand(program, {
    usage: 'delete [node...]',
    summary: 'remove nodes from their host and the orchestrator; their history and logs stay',
    flags: [
      ['--run <id>', 'all nodes of a run'],
      ['--all', 'all nodes; asks for confirmation on a terminal'],
      ['--yes', 'do not ask for confirmation'],
      ['--keep-orchestrator', 'keep instance and host at the orchestrator'],
      ['--no-wait', 'return when the operation was accepted'],
    ],
    args: z.tuple([z.array(z.string())]),
    options,
    run: (context, [names], given) => remove(context, names, given),
  });
