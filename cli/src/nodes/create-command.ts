import { writeFileSync } from 'node:fs';
import { type Command } from 'commander';
import { type ConsoleClient } from 'ven-client';
import { z } from 'zod';
import { ConsoleError, messageOf } from '../../../lib/contract/error.ts';
import { accelerationChoice, diskBus, tpmModel } from '../../../lib/contract/machine.ts';
import { createRequest, type CreateInput, flow, type Node } from '../../../lib/contract/node.ts';
import { type CreateResponse } from '../../../lib/contract/run.ts';
import { junit } from '../../../lib/report/junit.ts';
import { addCommand, type Context, type Outcome, seconds } from '../command.ts';
import { nodeTable } from './list-command.ts';
import { createWatchView } from './watch-view.ts';
import { type Waited, waitForStage } from './waiting.ts';

const whole = z.coerce.number({ error: 'use a whole number' }).pipe(z.int('use a whole number'));

const options = z.object({
  template: z.string().optional(),
  name: z.string().optional(),
  serials: z
    .string()
    .transform((list) => list.split(',').map((each) => each.trim()))
    .optional(),
  serialPattern: z.string().optional(),
  flow: flow.optional(),
  host: z.string().optional(),
  orchestrator: z.string().optional(),
  vcpus: whole.optional(),
  memory: whole.optional(),
  disk: whole.optional(),
  diskBus: diskBus.optional(),
  tpm: tpmModel.optional(),
  acceleration: accelerationChoice.optional(),
  /** With --secure-boot or --no-secure-boot only. */
  secureBoot: z.boolean().optional(),
  manufacturer: z.string().optional(),
  product: z.string().optional(),
  family: z.string().optional(),
  /** Set by commander for --no-start. */
  start: z.boolean().default(true),
  cleanStale: z.boolean().optional(),
  wait: z.boolean().default(false),
  timeout: seconds.optional(),
  junit: z.string().optional(),
});
type Options = z.infer<typeof options>;

/** An hour: software emulation is slow. */
const DEFAULT_TIMEOUT = 3600;

/** Undefined when the template's stays as it is. */
function machineOf(given: Options): object | undefined {
  const { diskBus, tpm, acceleration, secureBoot, manufacturer, product, family } = given;
  const machine = { diskBus, tpm, acceleration, secureBoot, manufacturer, product, family };
  return Object.values(machine).every((value) => value === undefined) ? undefined : machine;
}

/** `--serials A,B` without a count means as many as there are. */
function requestOf(count: number | undefined, given: Options): CreateInput {
  const { memory, disk, host, serials } = given;
  const request = {
    count: count ?? serials?.length ?? 1,
    template: given.template,
    name: given.name,
    serials,
    serialPattern: given.serialPattern,
    flow: given.flow,
    host: host === 'auto' ? undefined : host,
    orchestrator: given.orchestrator,
    vcpus: given.vcpus,
    memoryMiB: memory,
    diskGiB: disk,
    machine: machineOf(given),
    start: given.start,
    cleanStale: given.cleanStale,
  };
  const parsed = createRequest.safeParse(
    Object.fromEntries(Object.entries(request).filter(([, value]) => value !== undefined)),
  );
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new ConsoleError('invalid', `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`, {
    fix: 'See ven create --help.',
  });
}

function checkTogether(given: Options): void {
  const fix = 'See ven create --help.';
  if (!given.wait && given.junit !== undefined) {
    throw new ConsoleError('invalid', '--junit reports the outcome, so it needs --wait.', { fix });
  }
  if (!given.wait && given.timeout !== undefined) {
    throw new ConsoleError('invalid', '--timeout limits --wait, so it needs --wait.', { fix });
  }
  if (given.wait && !given.start) {
    throw new ConsoleError(
      'invalid',
      '--no-start and --wait exclude each other: nodes that are not started never become ready.',
      { fix },
    );
  }
}

function accepted({ run, nodes, operations }: CreateResponse): Outcome {
  const names = nodes.map(({ name }) => name);
  const text = `Run ${run.name}: ${names.join(', ')}\nWatch: ven watch --run ${run.id}\n`;
  return { document: { run, nodes, operations }, text };
}

/** Nodes of a create that failed early may have vanished from the list; asked for one by one they are still known. */
const nodesOf = (client: ConsoleClient, ids: readonly string[]): Promise<Node[]> =>
  Promise.all(ids.map((id) => client.nodes.get(id)));

async function awaitReady(
  context: Context,
  client: ConsoleClient,
  response: CreateResponse,
  given: Options,
): Promise<Outcome> {
  const { output } = context;
  const ids = response.nodes.map(({ id }) => id);
  output.progress(`Run ${response.run.name}: ${response.nodes.map(({ name }) => name).join(', ')}`);
  output.progress(`Page: ${new URL(`/runs/${encodeURIComponent(response.run.id)}`, client.url).href}`);
  const waited: Waited = await waitForStage({
    client,
    ids,
    list: () => nodesOf(client, ids),
    stage: 'ready',
    timeout: given.timeout ?? DEFAULT_TIMEOUT,
    progress: output.progress,
    view: output.interactive ? createWatchView(output) : undefined,
  });
  const nodes = waited.nodes.length === 0 ? response.nodes : waited.nodes;
  if (given.junit !== undefined) writeFileSync(given.junit, junit(response.run.name, nodes));
  // The exit code reports the wait; a server that is unreachable now, or a user who left, does not change it.
  const run =
    waited.exitCode === undefined
      ? await client.runs.get(response.run.id).catch(() => response.run)
      : response.run;
  return { ...waited, document: { run, nodes }, text: nodeTable(nodes) };
}

/** Known before anything is made that could not be reported afterwards. */
function checkReport(file: string | undefined): void {
  if (file === undefined) return;
  try {
    writeFileSync(file, '');
  } catch (error) {
    const reason = messageOf(error);
    throw new ConsoleError('invalid', `The report cannot be written: ${reason}`, {
      fix: 'Choose another file for --junit.',
    });
  }
}

export const addCreate = (program: Command): Command =>
  addCommand(program, {
    usage: 'create [count]',
    summary: 'create nodes and start them (default: 1)',
    flags: [
      [
        '--template <name>',
        'template (see ven template list; by default the first one for the orchestrator)',
      ],
      ['--name <name>', 'name of the node, or common prefix of several nodes'],
      ['--serials <a,b>', 'serial numbers, one for each node'],
      ['--serial-pattern <pattern>', 'serial numbers with {n}, {nn} or {nnn} for the index'],
      ['--flow <nio|io>', 'non-interactive (nio) or interactive (io) onboarding'],
      ['--host <name>', 'host; auto (default) takes one with enough capacity'],
      ['--orchestrator <name>', 'orchestrator that onboards them'],
      ['--vcpus <n>', 'virtual CPUs of each node'],
      ['--memory <MiB>', 'memory of each node'],
      ['--disk <GiB>', 'disk size of each node'],
      ['--disk-bus <bus>', 'virtio, sata, scsi (virtio-scsi) or nvme'],
      ['--tpm <model>', 'tpm-crb, tpm-tis or none'],
      ['--acceleration <kind>', 'kvm or tcg (software emulation); auto takes what the host has'],
      ['--secure-boot', 'firmware with Secure Boot and enrolled keys'],
      ['--no-secure-boot', 'firmware without Secure Boot'],
      ['--manufacturer <text>', 'manufacturer in the SMBIOS tables'],
      ['--product <text>', 'product name in the SMBIOS tables'],
      ['--family <text>', 'product family in the SMBIOS tables'],
      ['--clean-stale', 'first remove hosts of deleted nodes with these serial numbers at the orchestrator'],
      ['--no-start', 'define them without starting them'],
      ['--wait', 'wait until all are ready; exits 0 only then'],
      ['--timeout <seconds>', `time limit of --wait (default ${DEFAULT_TIMEOUT})`],
      ['--junit <file>', 'with --wait: write a JUnit report, one test case per node'],
    ],
    args: z.tuple([whole.optional()]),
    options,
    run: async (context, [count], given) => {
      checkTogether(given);
      const request = requestOf(count, given);
      const client = context.client();
      checkReport(given.junit);
      const response = await client.nodes.create(request);
      return given.wait ? awaitReady(context, client, response, given) : accepted(response);
    },
  });
