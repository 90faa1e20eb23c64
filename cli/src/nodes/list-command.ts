import type { Command } from 'commander';
import type { Node } from '../../../lib/contract/node.ts';
import { z } from 'zod';
import { hasLabels } from '../../../lib/domain/labels.ts';
import { addCommand, noArguments } from '../command.ts';
import { commaList } from './edit-command.ts';
import { age } from '../../../lib/domain/format.ts';
import { table } from '../output/text.ts';
import { whereItIs } from '../../../lib/report/progress.ts';

const HEADING = ['NAME', 'STATE', 'STAGE', 'HOST', 'SERIAL', 'ADDRESS', 'AGE'];

/** With labels where a node has some. */
export function nodeTable(nodes: readonly Node[]): string {
  const hasSome = nodes.some(({ labels }) => labels.length > 0);
  return table(
    hasSome ? [...HEADING, 'LABELS'] : HEADING,
    nodes.map((node) => [
      node.name,
      node.state,
      whereItIs({ ...node, failure: null }),
      node.host,
      node.serial,
      node.address ?? '-',
      age(Date.now() - Date.parse(node.createdAt)),
      ...(hasSome ? [node.labels.join(' ') || '-'] : []),
    ]),
  );
}

const WIDE_HEADING = ['UUID', 'MAC', 'NETWORK', 'TEMPLATE', 'ORCHESTRATOR', 'CPUS', 'MEMORY', 'DISK'];

/** With everything that identifies and describes a node. */
function wideNodeTable(nodes: readonly Node[]): string {
  const labels = (node: Node) => node.labels.join(' ') || '-';
  return table(
    [...HEADING, ...WIDE_HEADING, 'LABELS'],
    nodes.map((node) => [
      ...[node.name, node.state, whereItIs({ ...node, failure: null }), node.host, node.serial],
      ...[node.address ?? '-', age(Date.now() - Date.parse(node.createdAt))],
      ...[node.uuid, node.mac, node.network, node.template, node.orchestrator ?? '-'],
      ...[String(node.vcpus), `${node.memoryMiB} MiB`, `${node.diskGiB} GiB`, labels(node)],
    ]),
  );
}

export const addList = (program: Command): Command =>
  addCommand(program, {
    usage: 'list',
    summary: 'list nodes',
    args: noArguments,
    flags: [['--label <labels>', 'nodes with these labels, separated by commas; a key stands for any value']],
    options: z.object({ label: commaList }),
    run: async ({ client }, _, { label }) => {
      const nodes = (await client().nodes.list()).filter(({ labels }) => hasLabels(labels, label));
      if (nodes.length === 0 && label.length > 0)
        return { document: { nodes }, text: 'No node has these labels.\n' };
      const text = nodes.length === 0 ? 'There are no nodes. Create one: ven create\n' : nodeTable(nodes);
      return { document: { nodes }, text, ...(nodes.length > 0 && { wide: wideNodeTable(nodes) }) };
    },
  });
