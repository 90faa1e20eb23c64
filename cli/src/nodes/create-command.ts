import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import type { ConsoleClient } from 'ven-client';
import { z } from 'zod';
import type { Node, Preview } from '../../../lib/contract/node.ts';
import type { CreateResponse } from '../../../lib/contract/run.ts';
import { printable } from '../../../lib/domain/printable.ts';
import { junit } from '../../../lib/report/junit.ts';
import { addCommand, type Context, type Outcome } from '../command.ts';
import { checkReport } from '../output/report-file.ts';
import { table } from '../output/text.ts';
import { hostTable, usualOrchestrator } from '../orchestrators/project-hosts.ts';
import {
  checkTogether,
  CREATE_FLAGS,
  createInput,
  createOptions,
  type CreateOptions,
  DEFAULT_TIMEOUT,
  registerInput,
  whole,
} from './create-options.ts';
import { bootSourceOf } from './boot-source-options.ts';
import { nodeTable } from './list-command.ts';
import { createWatchView } from './watch-view.ts';
import { type Waited, waitForStage } from './waiting.ts';

/** What was created, which goes on by itself. */
export function accepted({ run, nodes, operations }: CreateResponse): Outcome {
  const names = nodes.map(({ name }) => name);
  const text = `Run ${run.name}: ${names.join(', ')}\nWatch: ven watch --run ${run.id}\n`;
  return { document: { run, nodes, operations }, text };
}

/** What would be created; the document has the XML for libvirt, too. */
function planned(preview: Preview): Outcome {
  const { nodes, acceleration, warnings, inTheWay, placement } = preview;
  const rows = nodes.map(({ name, serial, host, uuid }) => [name, serial, host, uuid]);
  const notes = [
    `Acceleration: ${acceleration}`,
    ...placement,
    ...warnings.map((warning) => `! ${warning}`),
    ...inTheWay.map(({ id, serial }) => `! ${id} has the serial number or UUID of one of them (${serial}).`),
    'Nothing was created. UUIDs that were not given will be other ones.',
  ];
  const text = `${table(['NODE', 'SERIAL', 'HOST', 'UUID'], rows)}${notes.map(printable).join('\n')}\n`;
  return { document: preview, text };
}

/** Nodes of a create that failed early may have vanished from the list; asked for one by one they are still known. */
const nodesOf = (client: ConsoleClient, ids: readonly string[]): Promise<Node[]> =>
  Promise.all(ids.map((id) => client.nodes.get(id)));

async function awaitReady(
  context: Context,
  client: ConsoleClient,
  response: CreateResponse,
  given: CreateOptions,
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
    isStopped: () =>
      client.runs.get(response.run.id).then(
        ({ hold }) => hold?.by === null,
        () => false,
      ),
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

async function registerOnly(client: ConsoleClient, given: CreateOptions): Promise<Outcome> {
  const input = registerInput(given);
  const orchestrator = given.orchestrator ?? (await usualOrchestrator(client));
  const hosts = await client.orchestrators.register(orchestrator, input);
  return { document: { orchestrator, hosts }, text: hostTable(hosts) };
}

export const addCreate = (program: Command): Command =>
  addCommand(program, {
    usage: 'create [count]',
    summary: 'create nodes and start them (default: 1)',
    flags: CREATE_FLAGS,
    args: z.tuple([whole.optional()]),
    options: createOptions,
    run: async (context, [count], given) => {
      checkTogether(given);
      if (given.registerOnly) return registerOnly(context.client(), given);
      const client = context.client();
      const request = createInput(count, given, await bootSourceOf(client, given));
      if (given.dryRun) return planned(await client.nodes.preview(request));
      checkReport(given.junit);
      const response = await client.nodes.create(request);
      return given.wait ? awaitReady(context, client, response, given) : accepted(response);
    },
  });
