import type { Command } from 'commander';
import { z } from 'zod';
import type { Checkpoint } from '../../../lib/contract/checkpoint.ts';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { lossOf } from '../../../lib/domain/checkpoint.ts';
import { bytes } from '../../../lib/domain/format.ts';
import { printable } from '../../../lib/domain/printable.ts';
import { stageTitle } from '../../../lib/domain/stages.ts';
import { addCommand, noOptions } from '../command.ts';
import { facts, table } from '../output/text.ts';
import { carryOut, outcomeOf } from './operations.ts';
import { NO_WAIT, waitOption } from './power-commands.ts';

const NODE = z.tuple([z.string()]);
const POINT = z.tuple([z.string(), z.string()]);

const sizeText = ({ bytes: size }: Checkpoint): string => (size === null ? '-' : bytes(size));

const HALF_DELETED = 'its deletion has begun: delete it again';

/** `ven checkpoint`: points that nodes can go back to. */
export function addCheckpoints(program: Command): void {
  const group = program
    .command('checkpoint')
    .description('points that a node can go back to: disk, firmware variables and TPM state together');
  addMaking(group);
  addReading(group);
  addGoingBack(group);
  addDropping(group);
}

function addMaking(group: Command): void {
  addCommand(group, {
    usage: 'create <node> [name]',
    summary:
      'keep a node as it is now; one that runs pauses for a moment, and is kept as a power cut would leave it',
    flags: [['--note <text>', 'what to know about it'], NO_WAIT],
    args: z.tuple([z.string(), z.string().optional()]),
    options: waitOption.extend({ note: z.string().default('') }),
    run: async ({ client: login, output }, [node, name], { note, wait }) => {
      const client = login();
      const begin = (which: string) =>
        client.checkpoints.create(which, { note, ...(name !== undefined && { name }) });
      const outcomes = await carryOut({ client, nodes: [node], begin, wait, progress: output.progress });
      return outcomeOf(outcomes, 'has a checkpoint');
    },
  });
}

function addReading(group: Command): void {
  addCommand(group, {
    usage: 'list <node>',
    summary: 'list the checkpoints of a node',
    args: NODE,
    options: noOptions,
    run: async ({ client }, [node]) => {
      const checkpoints = await client().checkpoints.list(node);
      const rows = checkpoints.map((each) => [
        ...[each.name, stageTitle(each.stage), each.on ? 'on' : 'off', sizeText(each), each.createdAt],
        each.usable ? printable(each.note) || '-' : HALF_DELETED,
      ]);
      return {
        document: { checkpoints },
        text:
          rows.length === 0
            ? `${printable(node)} has no checkpoints. Make one: ven checkpoint create ${printable(node)}\n`
            : table(['NAME', 'STAGE', 'NODE WAS', 'ON DISK', 'MADE', 'NOTE'], rows),
      };
    },
  });
  addCommand(group, {
    usage: 'show <node> <checkpoint>',
    summary: 'show a checkpoint, and what going back to it loses',
    args: POINT,
    options: noOptions,
    run: async ({ client: login }, [name, checkpoint]) => {
      const client = login();
      const [node, point] = await Promise.all([
        client.nodes.get(name),
        client.checkpoints.get(name, checkpoint),
      ]);
      const losses = lossOf(point, node);
      return {
        document: { checkpoint: point, losses },
        text: facts([
          ['Name', point.name],
          ['Note', printable(point.note) || '-'],
          ['Made', `${point.createdAt} by ${printable(point.createdBy)}`],
          ['Stage', stageTitle(point.stage)],
          ['Node was', point.on ? 'on' : 'off'],
          ['On disk', sizeText(point)],
          ...(point.usable ? [] : [['Usable', HALF_DELETED] as const]),
          ...losses.map((loss, index) => [index === 0 ? 'Going back' : '', loss] as const),
        ]),
      };
    },
  });
}

function addGoingBack(group: Command): void {
  addCommand(group, {
    usage: 'restore <node> <checkpoint>',
    summary: 'go back to a checkpoint; what came later is lost, and the node is off afterwards',
    flags: [
      ['--yes', 'confirms that what came later is lost'],
      ['--power-off', 'cut the power of a node that is on'],
      ['--start', 'start the node afterwards'],
      NO_WAIT,
    ],
    args: POINT,
    options: waitOption.extend({
      yes: z.boolean().default(false),
      powerOff: z.boolean().default(false),
      start: z.boolean().default(false),
    }),
    run: async ({ client: login, output }, [name, checkpoint], { yes, powerOff, start, wait }) => {
      const client = login();
      if (!yes) {
        const [node, point] = await Promise.all([
          client.nodes.get(name),
          client.checkpoints.get(name, checkpoint),
        ]);
        throw new ConsoleError('invalid', lossOf(point, node).join('\n  '), { fix: 'Add --yes to confirm.' });
      }
      const begin = (which: string) => client.checkpoints.restore(which, checkpoint, { powerOff, start });
      const outcomes = await carryOut({ client, nodes: [name], begin, wait, progress: output.progress });
      return outcomeOf(outcomes, `is back at ${checkpoint}`);
    },
  });
}

function addDropping(group: Command): void {
  addCommand(group, {
    usage: 'delete <node> <checkpoint>',
    summary: 'delete a checkpoint, and give back what it takes on disk; the node stays as it is',
    flags: [NO_WAIT],
    args: POINT,
    options: waitOption,
    run: async ({ client: login, output }, [node, checkpoint], { wait }) => {
      const client = login();
      const begin = (which: string) => client.checkpoints.remove(which, checkpoint);
      const outcomes = await carryOut({ client, nodes: [node], begin, wait, progress: output.progress });
      return outcomeOf(outcomes, `no longer has the checkpoint ${checkpoint}`);
    },
  });
}
