import type { Command } from 'commander';
import type { ConsoleClient } from 'ven-client';
import { z } from 'zod';
import { ConsoleError } from '../../../lib/contract/error.ts';
import type { ActiveScenario } from '../../../lib/contract/scenario.ts';
import { addCommand } from '../command.ts';
import { table } from '../output/text.ts';

const FLAG = ['--orchestrator <name>', 'the simulator (by default the one of the console)'] as const;
const LIMITS = [
  ['--serial <pattern>', 'only nodes whose serial number matches; * and ? are wildcards'],
  ['--address <pattern>', 'only nodes whose address matches'],
] as const;

const orchestratorOption = z.object({ orchestrator: z.string().optional() });
const limitOptions = orchestratorOption.extend({
  serial: z.string().optional(),
  address: z.string().optional(),
});
type Limits = z.infer<typeof limitOptions>;

/** `key=value` */
const parameter = z.string().transform((text, context) => {
  const at = text.indexOf('=');
  const [key, value] = [text.slice(0, at), text.slice(at + 1)];
  if (at < 1) {
    context.addIssue({ code: 'custom', message: `give parameters as key=value, not "${text}"` });
    return z.NEVER;
  }
  return [key, value] as const;
});

async function simulatorOf(client: ConsoleClient, name: string | undefined): Promise<string> {
  if (name !== undefined) return name;
  const found = (await client.orchestrators.list()).find(({ kind }) => kind === 'simulator');
  if (found !== undefined) return found.name;
  throw new ConsoleError('not-found', 'This console has no simulator.', {
    fix: 'Only simulators have scenarios; VEN_SIMULATOR=on switches the one of the console on.',
  });
}

const limitsOf = ({ serial, address }: Limits) => ({
  ...(serial === undefined ? {} : { serial }),
  ...(address === undefined ? {} : { address }),
});

function activeText({ name, serial, address, parameters }: ActiveScenario): string {
  const limits = [serial === null ? '' : `serial ${serial}`, address === null ? '' : `address ${address}`];
  const values = Object.entries(parameters).map(([key, value]) => `${key}=${String(value)}`);
  return [name, ...limits, ...values].filter((part) => part !== '').join('  ');
}

/** `ven scenario …`: what a simulator does wrong on purpose. */
export function addScenarios(program: Command): void {
  const group = program.command('scenario').description('what the simulator does wrong on purpose');
  addCommand(group, {
    usage: 'list',
    summary: 'list the scenarios that are on, and all that there are',
    flags: [FLAG],
    args: z.array(z.unknown()),
    options: orchestratorOption,
    run: async ({ client }, _, { orchestrator }) => {
      const list = await client().orchestrators.scenarios(await simulatorOf(client(), orchestrator));
      const on = list.active.length === 0 ? 'No scenario is on.' : 'On:';
      const rows = list.known.map((each) => [
        each.name,
        each.scope,
        Object.keys(each.parameters).join(', ') || '-',
        each.summary,
      ]);
      const heading = ['SCENARIO', 'AFFECTS', 'PARAMETERS', 'WHAT HAPPENS'];
      const text = [on, ...list.active.map((each) => `  ${activeText(each)}`), '', table(heading, rows)];
      return { document: list, text: text.join('\n') };
    },
  });
  addSwitches(group);
}

function addSwitches(group: Command): void {
  addCommand(group, {
    usage: 'set <name> [parameters...]',
    summary: 'switch a scenario on, with parameters as key=value',
    flags: [...LIMITS, FLAG],
    args: z.tuple([z.string(), z.array(parameter).default([])]),
    options: limitOptions,
    run: async ({ client }, [name, parameters], given) => {
      const simulator = await simulatorOf(client(), given.orchestrator);
      const body = { name, parameters: Object.fromEntries(parameters), ...limitsOf(given) };
      const active = await client().orchestrators.startScenario(simulator, body);
      return { document: active, text: `On: ${activeText(active)}\n` };
    },
  });
  addCommand(group, {
    usage: 'clear [name]',
    summary: 'switch a scenario off, or all of them',
    flags: [...LIMITS, FLAG],
    args: z.tuple([z.string().optional()]),
    options: limitOptions,
    run: async ({ client }, [name], given) => {
      const simulator = await simulatorOf(client(), given.orchestrator);
      const filter = { ...(name === undefined ? {} : { name }), ...limitsOf(given) };
      const { cleared } = await client().orchestrators.clearScenarios(simulator, filter);
      return { document: { cleared }, text: `${cleared} switched off\n` };
    },
  });
}
