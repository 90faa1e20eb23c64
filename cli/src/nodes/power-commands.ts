import { type Command } from 'commander';
import { z } from 'zod';
import { type PowerAction, powerAction } from '../../../lib/contract/node.ts';
import { addCommand } from '../command.ts';
import { carryOut, outcomeOf } from './operations.ts';

const TEXTS: Readonly<Record<PowerAction, readonly [summary: string, done: string]>> = {
  start: ['start nodes', 'started'],
  shutdown: ['ask the guests to shut down', 'asked to shut down'],
  stop: ['power nodes off at once, like pulling the plug', 'stopped'],
  reboot: ['ask the guests to reboot', 'asked to reboot'],
  reset: ['restart nodes at once, like the reset button', 'reset'],
  'power-cycle': ['power nodes off at once and start them again', 'powered off and started'],
  pause: ['pause nodes', 'paused'],
  resume: ['resume paused nodes', 'resumed'],
};

/** Set by commander for --no-wait. */
export const waitOption = z.object({ wait: z.boolean().default(true) });

export function addPowerCommands(program: Command): void {
  for (const action of powerAction.options) {
    const [summary, done] = TEXTS[action];
    addCommand(program, {
      usage: `${action} <node...>`,
      summary,
      flags: [['--no-wait', 'return when the operation was accepted']],
      args: z.tuple([z.array(z.string())]),
      options: waitOption,
      run: async ({ client: login, output }, [nodes], { wait }) => {
        const client = login();
        const begin = (node: string) => client.nodes.act(node, action);
        return outcomeOf(await carryOut({ client, nodes, begin, wait, progress: output.progress }), done);
      },
    });
  }
}
