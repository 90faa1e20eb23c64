import type { Command } from 'commander';
import { z } from 'zod';
import { addCommand } from '../command.ts';
import { accepted } from './create-command.ts';

const options = z.object({
  disk: z.boolean().default(false),
  checkpoint: z.string().optional(),
  /** Set by commander for --no-start. */
  start: z.boolean().default(true),
});

export const addClone = (program: Command): Command =>
  addCommand(program, {
    usage: 'clone <node> [new]',
    summary:
      'create a node like another one: the same machine, with a UUID, MAC address and serial number of its own',
    flags: [
      ['--disk', 'copy its disk, too, with everything that identifies the system on it; it has to be off'],
      ['--checkpoint <name>', 'copy the disk as it was at this checkpoint, also while the node is on'],
      ['--no-start', 'define it without starting it'],
    ],
    details:
      'Without --disk and --checkpoint the new node has an empty disk, and is onboarded like any new one.\nFirmware variables and TPM are never copied.',
    args: z.tuple([z.string(), z.string().optional()]),
    options,
    run: async ({ client }, [node, name], { disk, checkpoint, start }) => {
      const isCopy = disk || checkpoint !== undefined;
      const response = await client().nodes.clone(node, {
        ...{ disk: isCopy ? 'copy' : 'blank', start },
        ...(name !== undefined && { name }),
        ...(checkpoint !== undefined && { checkpoint }),
      });
      return accepted(response);
    },
  });
