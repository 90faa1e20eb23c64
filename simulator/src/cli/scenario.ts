import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { z } from 'zod';
import { isSystemError, messageOf, SimulatorError } from '../error.ts';
import { ENDPOINT_FILE } from '../state/endpoint.ts';

const Endpoint = z.object({ url: z.url(), adminToken: z.string() });
type Endpoint = z.output<typeof Endpoint>;

const Failure = z.object({ message: z.string() });
const Cleared = z.object({ cleared: z.number() });
const Listed = z.object({
  active: z.array(
    z.object({
      name: z.string(),
      serial: z.string().optional(),
      address: z.string().optional(),
      parameters: z.record(z.string(), z.unknown()),
    }),
  ),
  known: z.array(
    z.object({ name: z.string(), summary: z.string(), parameters: z.record(z.string(), z.unknown()) }),
  ),
});

interface Limits {
  readonly state: string;
  readonly serial?: string;
  readonly address?: string;
  readonly json?: true;
}

/** `scenario set|list|clear`: changes the scenarios of a running simulator. */
export function scenarioCommand(): Command {
  const command = new Command('scenario').description('set what a running simulator does wrong');
  const withLimits = (child: Command) =>
    child
      .requiredOption('--state <directory>', 'state directory of the running simulator')
      .option('--serial <pattern>', 'only nodes whose serial number matches; * and ? are wildcards')
      .option('--address <pattern>', 'only clients whose address matches')
      .option('--json', 'print JSON');
  withLimits(command.command('set <name> [parameters...]'))
    .description('switch a scenario on; give parameters as key=value')
    .action(set);
  withLimits(command.command('clear [name]'))
    .description('switch a scenario off, or all of them')
    .action(clear);
  command
    .command('list')
    .description('list the active and the available scenarios')
    .requiredOption('--state <directory>', 'state directory of the running simulator')
    .option('--json', 'print JSON')
    .action(list);
  return command;
}

async function set(name: string, parameters: string[], options: Limits): Promise<void> {
  const { serial, address } = options;
  const body = { name, serial, address, parameters: Object.fromEntries(parameters.map(readPair)) };
  const endpoint = await findEndpoint(options.state);
  const entry = await call(endpoint, 'POST', '', body);
  print(options, entry, `${name} is on\n`);
}

function readPair(text: string): [string, string] {
  const at = text.indexOf('=');
  if (at < 1) throw new SimulatorError('usage', `give parameters as key=value, not ${JSON.stringify(text)}`);
  return [text.slice(0, at), text.slice(at + 1)];
}

async function clear(name: string | undefined, options: Limits): Promise<void> {
  const { serial, address } = options;
  const limits = new URLSearchParams();
  for (const [key, value] of Object.entries({ name, serial, address })) {
    if (value !== undefined) limits.set(key, value);
  }
  const reply = await call(await findEndpoint(options.state), 'DELETE', `?${limits.toString()}`);
  print(options, reply, `${Cleared.parse(reply).cleared} switched off\n`);
}

async function list(options: Limits): Promise<void> {
  const reply = await call(await findEndpoint(options.state), 'GET', '');
  const { active, known } = Listed.parse(reply);
  const on = active.map(
    (entry) => `  ${[entry.name, ...limitsOf(entry), JSON.stringify(entry.parameters)].join(' ')}`,
  );
  const all = known.map((entry) => {
    const names = Object.keys(entry.parameters);
    return `  ${entry.name.padEnd(22)}${entry.summary}${names.length === 0 ? '' : ` (${names.join(', ')})`}`;
  });
  const lines = [on.length === 0 ? 'No scenario is on.' : 'On:', ...on, 'Available:', ...all];
  print(options, reply, `${lines.join('\n')}\n`);
}

function limitsOf(entry: { serial?: string | undefined; address?: string | undefined }): string[] {
  return [
    ...(entry.serial === undefined ? [] : [`--serial ${entry.serial}`]),
    ...(entry.address === undefined ? [] : [`--address ${entry.address}`]),
  ];
}

function print(options: Limits, json: unknown, text: string): void {
  process.stdout.write(options.json === true ? `${JSON.stringify(json)}\n` : text);
}

/** Finds the simulator of a state directory through its endpoint file, which exists while it runs. */
async function findEndpoint(directory: string): Promise<Endpoint> {
  const path = join(directory, ENDPOINT_FILE);
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (!isSystemError(error, 'ENOENT')) throw error;
    throw new SimulatorError('not-running', `no simulator runs with the state directory ${directory}`);
  });
  return Endpoint.parse(JSON.parse(text));
}

async function call(endpoint: Endpoint, method: string, query: string, body?: object): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(`${endpoint.url}/admin/scenarios${query}`, {
      method,
      headers: { authorization: `Bearer ${endpoint.adminToken}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch (error) {
    throw new SimulatorError(
      'not-running',
      `no simulator answers at ${endpoint.url}: ${messageOf(error)}`,
      error,
    );
  }
  const reply: unknown = await response.json();
  if (response.ok) return reply;
  throw new SimulatorError('usage', Failure.safeParse(reply).data?.message ?? `status ${response.status}`);
}
