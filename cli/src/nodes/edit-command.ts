import type { Command } from 'commander';
import type { ConsoleClient } from 'ven-client';
import { z } from 'zod';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { type NodeEdit, nodeEdit } from '../../../lib/contract/node-edit.ts';
import { changesOf, HARDWARE_FIELDS, refusalsOf } from '../../../lib/domain/node-edit.ts';
import { printable } from '../../../lib/domain/printable.ts';
import { changedLabels } from '../../../lib/domain/labels.ts';
import { addCommand, type Flag } from '../command.ts';
import { carryOut, outcomeOf } from './operations.ts';
import { NO_WAIT, waitOption } from './power-commands.ts';

/** `a,b` or nothing. */
export const commaList = z
  .string()
  .default('')
  .transform((text) => text.split(',').filter((each) => each !== ''));

/** Numbers as typed; the contract has their limits. */
const typedNumber = z.coerce.number({ error: 'use a number' }).optional();

const editOptions = waitOption.extend({
  name: z.string().optional(),
  note: z.string().optional(),
  autostart: z.boolean().optional(),
  vcpus: typedNumber,
  maxVcpus: typedNumber,
  memory: typedNumber,
  disk: typedNumber,
  network: z.string().optional(),
  bridge: z.string().optional(),
  ownNetwork: z.boolean().default(false),
  boot: z.string().optional(),
  medium: z.string().optional(),
  eject: z.boolean().default(false),
  dryRun: z.boolean().default(false),
});
type EditOptions = z.infer<typeof editOptions>;

const EDIT_FLAGS: readonly Flag[] = [
  ['--name <name>', 'rename the node and its domain; it has to be off'],
  ['--note <text>', 'what to know about it; empty removes the note'],
  ['--autostart', 'let libvirt start it with its host'],
  ['--no-autostart', 'do not start it with its host'],
  ['--vcpus <n>', 'number of vCPUs; more are added at once, up to the maximum'],
  ['--max-vcpus <n>', 'as many can be added while it is on'],
  ['--memory <MiB>', 'memory'],
  ['--disk <GiB>', 'size of the disk, which can only grow; at once'],
  ['--network <name>', 'a libvirt network for its network card; at once'],
  ['--bridge <name>', 'a bridge of the host'],
  ['--own-network', 'the network that the console makes'],
  ['--boot <devices>', 'what the firmware tries, in this order: disk, network, medium'],
  ['--medium <image>', 'insert an ISO image, or plug in a USB disk; at once if the node has a drive or USB'],
  ['--eject', 'take the medium out'],
  ['--dry-run', 'only show what would change, and when'],
  NO_WAIT,
];

export function networkOf(
  { network, bridge, ownNetwork }: Pick<EditOptions, 'network' | 'bridge' | 'ownNetwork'>,
  command = 'edit',
) {
  if ([network, bridge, ownNetwork || undefined].filter((each) => each !== undefined).length > 1)
    throw new ConsoleError('invalid', 'Give one of --network, --bridge and --own-network.', {
      fix: `See ven ${command} --help.`,
    });
  if (network !== undefined) return { kind: 'network', name: network };
  if (bridge !== undefined) return { kind: 'bridge', name: bridge };
  return ownNetwork ? { kind: 'own' } : undefined;
}

function editOf(options: EditOptions): NodeEdit {
  const { name, note, autostart, vcpus, maxVcpus, memory, disk, boot, medium, eject } = options;
  return checked({
    ...{ name, note, autostart, vcpus, maxVcpus, memoryMiB: memory, diskGiB: disk },
    network: networkOf(options),
    bootOrder: boot?.split(','),
    medium: eject ? null : medium,
  });
}

const HARDWARE: ReadonlySet<string> = new Set(HARDWARE_FIELDS);
const WHEN = { now: 'now', 'next-start': 'after its next power-off' } as const;

/** What changes and when: `vCPUs: 2 → 4 (now)`. */
async function changeLines(client: ConsoleClient, name: string, edit: NodeEdit) {
  const [node, hardware] = await Promise.all([client.nodes.get(name), client.nodes.hardware(name)]);
  const changes = changesOf(node, hardware, edit);
  const refusals = refusalsOf(node.state, hardware, edit);
  const lines = changes.map(({ title, from, to, effect }) => {
    const when = hardware.present === null ? 'now' : WHEN[effect];
    return `${title}: ${printable(from) || '-'} → ${printable(to) || '-'} (${when})`;
  });
  return { changes, refusals, lines };
}

/** As the server checks it, so that a mistake is told before anything is sent. */
function checked(edit: Readonly<Record<string, unknown>>): NodeEdit {
  const given = Object.entries(edit).filter(([, value]) => value !== undefined);
  const parsed = nodeEdit.safeParse(Object.fromEntries(given));
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
    details:
      'Examples:\n  ven edit edge-1 --note "for the demonstration" --autostart\n  ven edit edge-1 --vcpus 4 --memory 4096 --dry-run',
    args: z.tuple([z.string()]),
    options: editOptions,
    run: async ({ client: login, output }, [node], options) => {
      const edit = editOf(options);
      const client = login();
      if (Object.keys(edit).some((field) => HARDWARE.has(field)) || options.dryRun) {
        const { changes, refusals, lines } = await changeLines(client, node, edit);
        if (options.dryRun) {
          const refused = refusals.map(({ message, fix }) => `${message}\n  → ${fix}`);
          return { document: { changes, refusals }, text: `${[...lines, ...refused].join('\n')}\n` };
        }
        for (const line of lines) output.progress(line);
      }
      const begin = (each: string) => client.nodes.edit(each, edit);
      return outcomeOf(
        await carryOut({ client, nodes: [node], begin, wait: options.wait, progress: output.progress }),
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
      const bulk = { action: 'label', add, remove } as const;
      const outcomes = await carryOut({ client, nodes, begin, bulk, wait, progress: output.progress });
      return outcomeOf(outcomes, 'labelled');
    },
  });
