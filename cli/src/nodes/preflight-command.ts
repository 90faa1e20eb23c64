import type { Command } from 'commander';
import { z } from 'zod';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { PREFLIGHT_TITLES, REPAIR_TITLES } from '../../../lib/domain/preflight.ts';
import { addCommand } from '../command.ts';
import { printedSteps } from '../output/check-steps.ts';

const options = z.object({ repair: z.boolean().default(false) });

export function addPreflight(program: Command): void {
  addCommand(program, {
    usage: 'preflight <node>',
    summary: 'check step by step, from the node’s network, whether it can boot',
    flags: [['--repair', 'do what the console can put right itself, and check again']],
    details: 'Changes nothing without --repair. Exit code 1: a step failed.',
    args: z.tuple([z.string()]),
    options,
    run: async ({ client, output }, [node], { repair }) => {
      const { nodes } = client();
      const look = () => printedSteps(nodes.preflight(node), PREFLIGHT_TITLES, output);
      let steps = await look();
      const offered = repair ? steps.flatMap((step) => step.repair ?? []) : [];
      for (const each of offered) {
        output.progress(`${REPAIR_TITLES[each]} …`);
        await nodes.repair(node, each);
      }
      if (offered.length > 0) steps = await look();
      const failed = steps.find(({ state }) => state === 'failed');
      const error =
        failed === undefined ? undefined : new ConsoleError('conflict', failed.evidence, { fix: failed.fix });
      const text = failed === undefined ? `${node} can boot.\n` : `${node} would not boot.\n`;
      return { document: { node, steps, repaired: offered }, text, error };
    },
  });
}
