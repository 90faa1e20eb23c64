import type { Command } from 'commander';
import type { ConsoleClient } from 'ven-client';
import { z } from 'zod';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { type CleanUpResult, type ProjectHost, standing } from '../../../lib/contract/project-host.ts';
import { writeHostsCsv } from '../../../lib/domain/hosts-csv.ts';
import { addCommand, type Context, type Outcome } from '../command.ts';
import { askYesOrNo } from '../output/question.ts';
import { allHosts, countsText, hostTable } from './project-hosts.ts';

const nameArgument = z.tuple([z.string()]);
const listOptions = z.object({
  standing: standing.optional(),
  search: z.string().optional(),
  csv: z.boolean().default(false),
});
const cleanUpOptions = z.object({
  hosts: z
    .string()
    .transform((list) => list.split(',').map((each) => each.trim()))
    .optional(),
  confirm: z.string().optional(),
  dryRun: z.boolean().default(false),
  yes: z.boolean().default(false),
});
type CleanUpOptions = z.infer<typeof cleanUpOptions>;

/** `ven orchestrator hosts` and `clean-up`. */
export function addProjectHosts(group: Command): void {
  addCommand(group, {
    usage: 'hosts <name>',
    summary: 'list all hosts of its project, and what each is to this console',
    flags: [
      ['--standing <standing>', `only those that are ${standing.options.join(', ')}`],
      ['--search <text>', 'only those that contain this text'],
      ['--csv', 'print them as CSV, in the columns that create --csv reads'],
    ],
    args: nameArgument,
    options: listOptions,
    run: async ({ client }, [name], { csv, ...wanted }) => {
      const { hosts, counts } = await allHosts(client(), name, wanted);
      if (csv) return { document: { hosts, counts }, text: writeHostsCsv(hosts) };
      const text = hosts.length === 0 ? 'There are no such hosts.\n' : hostTable(hosts);
      return { document: { hosts, counts }, text: `${text}${countsText(counts)}` };
    },
  });
  addCommand(group, {
    usage: 'clean-up <name>',
    summary: 'remove hosts of deleted nodes from its project, or those that are named',
    flags: [
      ['--hosts <a,b>', 'ids, serial numbers or UUIDs of hosts; by default all stale ones'],
      ['--confirm <name>', 'name of the orchestrator; needed for hosts that are not stale'],
      ['--dry-run', 'only list what would be removed'],
      ['--yes', 'do not ask for confirmation'],
    ],
    args: nameArgument,
    options: cleanUpOptions,
    run: (context, [name], given) => cleanUp(context, name, given),
  });
}

async function cleanUp(context: Context, name: string, given: CleanUpOptions): Promise<Outcome | number> {
  const { output } = context;
  const client = context.client();
  const hosts = await chosenHosts(client, name, given.hosts);
  if (hosts.length === 0)
    return { document: { hosts, removed: [], failed: [] }, text: 'There is nothing to remove.\n' };
  if (given.dryRun) return { document: { hosts, removed: [], failed: [] }, text: hostTable(hosts) };
  if (!given.yes) {
    if (!output.interactive || !process.stdin.isTTY) throw unconfirmed(hosts.length);
    output.progress(hostTable(hosts).trimEnd());
    const answer = await askYesOrNo(`Remove ${hosts.length === 1 ? 'this host' : 'these hosts'}?`);
    if (typeof answer === 'number') return answer;
    if (!answer) throw new ConsoleError('interrupted', 'Nothing was removed.');
  }
  const { confirm } = given;
  const result = await client.orchestrators.cleanUp(name, {
    hosts: hosts.map(({ id, serial, uuid }) => ({ id, serial, uuid })),
    ...(confirm === undefined ? {} : { confirm }),
  });
  const removed = new Set(result.removed);
  const text = hosts
    .filter(({ id }) => removed.has(id))
    .map(({ id, serial }) => `${id} (${serial || 'no serial number'}) removed\n`);
  return { document: { hosts, ...result }, text: text.join(''), error: failureOf(result) };
}

/** All stale ones, or exactly those that are named: by id, serial number or UUID. */
async function chosenHosts(
  client: ConsoleClient,
  orchestrator: string,
  named: readonly string[] | undefined,
): Promise<ProjectHost[]> {
  const { hosts } = await allHosts(client, orchestrator);
  const present = hosts.filter(({ leaving }) => !leaving);
  if (named === undefined) return present.filter((host) => host.standing === 'stale');
  return named.map((name) => {
    const found = present.filter(
      ({ id, serial, uuid }) => id === name || serial === name || uuid === name.toLowerCase(),
    );
    const [only] = found;
    if (only !== undefined && found.length === 1) return only;
    throw new ConsoleError(
      'not-found',
      found.length === 0
        ? `"${orchestrator}" has no host ${name}.`
        : `"${orchestrator}" has ${found.length} hosts with ${name}: ${found.map(({ id }) => id).join(', ')}.`,
      { fix: `See: ven orchestrator hosts ${orchestrator}` },
    );
  });
}

const unconfirmed = (count: number): ConsoleError =>
  new ConsoleError('invalid', `Removing ${count} ${count === 1 ? 'host' : 'hosts'} needs a confirmation.`, {
    fix: 'List them with --dry-run, then give --yes.',
  });

function failureOf({ failed }: CleanUpResult): ConsoleError | undefined {
  const [first] = failed;
  if (first === undefined) return undefined;
  const messages = failed.map(({ id, error }) => `${id}: ${error.message}`);
  return new ConsoleError(first.error.code, messages.join('\n  '), { fix: first.error.fix });
}
