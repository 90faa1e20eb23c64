import type { Command } from 'commander';
import { z } from 'zod';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { type NodeEdit, nodeEdit } from '../../../lib/contract/node-edit.ts';
import { changedLabels } from '../../../lib/domain/labels.ts';
import { addCommand, type Flag } from '../command.ts';
import { carryOut, outcomeOf } from './operations.ts';
import { NO_WAIT, waitOption } from './power-commands.ts';

/** `a,b` or nothing. */
export const commaList = z
  .string()
  .default('')
  .transform((text) => text.split(',').filter((each) => each !== ''));

const editOptions = waitOption.extend({
  name: z.string().optional(),
  note: z.string().optional(),
  autostart: z.boolean().optional(),
});

const EDIT_FLAGS: readonly Flag[] = [
  ['--name <name>', 'rename the node and its domain; it has to be off'],
  ['--note <text>', 'what to know about it; empty removes the note'],
  ['--autostart', 'let libvirt start it with its host'],
  ['--no-autostart', 'do not start it with its host'],
  NO_WAIT,
];

/** As the server checks it, so that a mistake is told before anything is sent. */
function checked(edit: Readonly<Record<string, unknown>>): NodeEdit {
  const parsed = nodeEdit.safeParse(edit);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issue?.path.join('.') ?? '';
  throw new ConsoleError('invalid', `${field === '' ? '' : `--${field}: `}${issue?.message ?? ''}`, {
    fix: 'See ven edit --help.',
  });
}

export const addEdit = (program: Command): Command =>
  addCommand(program, {
    usage: 'edit <node>',
    summary: 'change a node',
    flags: EDIT_FLAGS,
    details: 'Example: ven edit edge-1 --note "for the demonstration" --autostart',
    args: z.tuple([z.string()]),
    options: editOptions,
    run: async ({ client: login, output }, [node], { wait, name, note, autostart }) => {
      const edit = checked({ name, note, autostart });
      const client = login();
      const begin = (each: string) => client.nodes.edit(each, edit);
      return outcomeOf(
        await carryOut({ client, nodes: [node], begin, wait, progress: output.progress }),
        'changed',
      );
    },
  });

export const addLabel = (program: Command): Command =>
  addCommand(program, {
    usage: 'label <node...>',
    summary: 'add labels to nodes, or remove them',
    flags: [
      ['--add <labels>', 'a word or KEY=VALUE; several are separated by commas'],
      ['--remove <labels>', 'in full, or by their key'],
      NO_WAIT,
    ],
    details: 'Example: ven label edge-1 edge-2 --add lab,site=oslo --remove old',
    args: z.tuple([z.array(z.string())]),
    options: waitOption.extend({ add: commaList, remove: commaList }),
    run: async ({ client: login, output }, [nodes], { wait, add, remove }) => {
      if (add.length + remove.length === 0)
        throw new ConsoleError('invalid', 'Give --add or --remove.', { fix: 'See ven label --help.' });
      const client = login();
      const begin = async (node: string) => {
        const { labels } = await client.nodes.get(node);
        return client.nodes.edit(node, checked({ labels: changedLabels(labels, { add, remove }) }));
      };
      return outcomeOf(await carryOut({ client, nodes, begin, wait, progress: output.progress }), 'labelled');
    },
  });
