import type { Command } from 'commander';
import { z } from 'zod';
import { type PowerAction, powerAction } from '../../../lib/contract/node.ts';
import { addCommand } from '../command.ts';
import { carryOut, outcomeOf } from './operations.ts';

type Plain = Exclude<PowerAction, 'start' | 'netboot'>;

const TEXTS: Readonly<Record<Plain, readonly [summary: string, done: string]>> = {
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

export const NO_WAIT = ['--no-wait', 'return when the operation was accepted'] as const;

const startOptions = waitOption.extend({ netboot: z.boolean().default(false) });

function addStart(program: Command): void {
  addCommand(program, {
    usage: 'start <node...>',
    summary: 'start nodes',
    flags: [['--netboot', 'boot from the network, at this start only'], NO_WAIT],
    args: z.tuple([z.array(z.string())]),
    options: startOptions,
    run: async ({ client: login, output }, [nodes], { wait, netboot }) => {
      const client = login();
      const begin = (node: string) => client.nodes.act(node, netboot ? 'netboot' : 'start');
      const bulk = { action: netboot ? 'netboot' : 'start' } as const;
      const outcomes = await carryOut({ client, nodes, begin, bulk, wait, progress: output.progress });
      return outcomeOf(outcomes, 'started');
    },
  });
}

const plain = powerAction.exclude(['start', 'netboot']);

export function addPowerCommands(program: Command): void {
  addStart(program);
  for (const action of plain.options) {
    const [summary, done] = TEXTS[action];
    addCommand(program, {
      usage: `${action} <node...>`,
      summary,
      flags: [NO_WAIT],
      args: z.tuple([z.array(z.string())]),
      options: waitOption,
      run: async ({ client: login, output }, [nodes], { wait }) => {
        const client = login();
        const begin = (node: string) => client.nodes.act(node, action);
        const bulk = { action };
        return outcomeOf(
          await carryOut({ client, nodes, begin, bulk, wait, progress: output.progress }),
          done,
        );
      },
    });
  }
}
