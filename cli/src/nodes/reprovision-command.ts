import type { Command } from 'commander';
import { z } from 'zod';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { addCommand } from '../command.ts';
import { carryOut, outcomeOf } from './operations.ts';
import { NO_WAIT, waitOption } from './power-commands.ts';

const options = waitOption.extend({ yes: z.boolean().default(false) });

export const addReprovision = (program: Command): Command =>
  addCommand(program, {
    usage: 'reprovision <node...>',
    summary: 'erase nodes and provision them again, with the same identity; their history and logs stay',
    flags: [['--yes', 'confirms that disk, firmware variables and TPM state are lost'], NO_WAIT],
    args: z.tuple([z.array(z.string())]),
    options,
    run: async ({ client: login, output }, [nodes], { wait, yes }) => {
      if (!yes) {
        throw new ConsoleError(
          'invalid',
          `This overwrites the disk of ${nodes.join(', ')}, and resets firmware variables, TPM and registration.`,
          { fix: 'Add --yes to confirm.' },
        );
      }
      const client = login();
      const begin = (node: string) => client.nodes.reprovision(node);
      const outcomes = await carryOut({
        ...{ client, nodes, begin, wait, progress: output.progress },
        bulk: { action: 'reprovision' },
      });
      return outcomeOf(outcomes, 'erased, and being provisioned again');
    },
  });
