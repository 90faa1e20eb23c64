import type { Command } from 'commander';
import type { Node } from '../../../lib/contract/node.ts';
import { addCommand, noArguments, noOptions } from '../command.ts';
import { age } from '../../../lib/domain/format.ts';
import { table } from '../output/text.ts';
import { whereItIs } from '../../../lib/report/progress.ts';

const HEADING = ['NAME', 'STATE', 'STAGE', 'HOST', 'SERIAL', 'ADDRESS', 'AGE'];

export const nodeTable = (nodes: readonly Node[]): string =>
  table(
    HEADING,
    nodes.map((node) => [
      node.name,
      node.state,
      whereItIs({ ...node, failure: null }),
      node.host,
      node.serial,
      node.address ?? '-',
      age(Date.now() - Date.parse(node.createdAt)),
    ]),
  );

export const addList = (program: Command): Command =>
  addCommand(program, {
    usage: 'list',
    summary: 'list nodes',
    args: noArguments,
    options: noOptions,
    run: async ({ client }) => {
      const nodes = await client().nodes.list();
      const text = nodes.length === 0 ? 'There are no nodes. Create one: ven create\n' : nodeTable(nodes);
      return { document: { nodes }, text };
    },
  });
